"""The planner's desk: a place, policies, what would differ and how sure that is, two pages for the meeting.

A face over the calls of the command line (``compare --policy``, ``import``, ``report``): what the page shows is read off
result folders that ``compare`` would have written, to the last byte. Read in this order: :mod:`.places` and
:mod:`.arms` (what is asked), :mod:`.computing` (runs, as far as they are needed), :mod:`.telling` (the answer in words),
:mod:`.session` (one browser's desk) and :mod:`.server` (who may speak to it).
"""
