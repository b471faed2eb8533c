"""The trainer's view: one room, one run or two futures with the same luck, any number of browsers.

Read in this order: :mod:`.trajectory` (a run that can go back), :mod:`.network_view` (what is drawn, and the difference of two
moments), :mod:`.session` (one or two of them, played),
:mod:`.broadcast` (what is sent of it), :mod:`.room` (the clock, the commands, the clients) and
:mod:`.server` (who may speak to it). Nothing here is imported by the model.
"""
