@echo off
rem Does on Windows what "make report" does elsewhere.
rem Double-click it, or: report.cmd data\raw\my_survey
setlocal
cd /d "%~dp0"
set SURVEY=%~1
if "%SURVEY%"=="" set SURVEY=data\raw\rocb_ap
if exist .venv\.lock fc /b requirements.txt .venv\.lock >nul 2>nul && goto report
echo Setting up, once: this takes a minute or two.
py -3.11 -m venv .venv || goto failed
set UV=
for /f "tokens=1" %%v in ('findstr /b "uv==" requirements.txt') do set UV=%%v
.venv\Scripts\python -m pip install -q --no-deps %UV% || goto failed
set VIRTUAL_ENV=%CD%\.venv
.venv\Scripts\uv pip sync -q --compile-bytecode --require-hashes requirements.txt || goto failed
.venv\Scripts\python -m pip install -q --no-deps --no-build-isolation --disable-pip-version-check -e . || goto failed
copy /y requirements.txt .venv\.lock >nul
:report
set OMP_NUM_THREADS=1
.venv\Scripts\python -m rocb_analysis report "%SURVEY%"
if errorlevel 1 goto failed
pause
exit /b 0
:failed
echo The report was not made; what stands above says why. The last good one is untouched.
pause
exit /b 1
