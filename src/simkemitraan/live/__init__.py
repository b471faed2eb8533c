"""The trainer's view: one room, one run or two futures with the same luck, any number of browsers.

Read in this order: :mod:`.lane` (a run that can go back), :mod:`.picture` (what is drawn, and the difference of two
moments), :mod:`.stage` (lanes turned into frames), :mod:`.room` (the clock, the commands, the clients) and
:mod:`.server` (who may speak to it). Nothing here is imported by the model.
"""
