"""What an edition may show, and the audit of all that leaves the office.

rule       what each edition shows of every table
figures    what editions and releases show, and how it hangs together
programme  numbers that are not known, what is known of them, their two ends
audit      what an edition withholds besides, until nothing follows
"""
