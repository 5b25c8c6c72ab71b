# One contender of speed_of_clusters.py: R packages on a CSV without a heading.
# Rscript speed_of_clusters.R CONTENDER CSV RESAMPLES SEED CONSENSUS
suppressMessages({library(fpc); library(ConsensusClusterPlus)})
given <- commandArgs(TRUE)
points <- as.matrix(read.csv(given[2], header = FALSE))
dimnames(points) <- list(paste0("r", seq_len(nrow(points))), NULL)
resamples <- as.integer(given[3])
seed <- as.integer(given[4])
set.seed(seed)
work <- switch(given[1],
  "R ConsensusClusterPlus" = function() suppressWarnings(ConsensusClusterPlus(
    t(points), maxK = 8, reps = resamples, pItem = .8, clusterAlg = "km",
    distance = "euclidean", seed = seed, plot = NULL, verbose = FALSE)),
  "R fpc clusterboot" = function() for (k in 2:8) clusterboot(
    points, B = resamples, bootmethod = "subset", subtuning = ceiling(.8 * nrow(points)),
    clustermethod = kmeansCBI, k = k, runs = 1, count = FALSE))
taken <- system.time(found <- work())
pac <- NA
if (is.list(found)) {
  share <- found[[5]]$consensusMatrix
  pairs <- share[upper.tri(share)]
  pac <- mean(pairs > .1 & pairs < .9)
  write.table(share, given[5], sep = ",", row.names = FALSE, col.names = FALSE)
}
cat(sprintf('{"cpu": %.4f, "wall": %.4f, "pac": %s, "excess": null}\n',
  taken["user.self"] + taken["sys.self"], taken["elapsed"],
  if (is.na(pac)) "null" else sprintf("%.4f", pac)))
