"""Role play: each phone decides for an organisation, round by round; the model decides for everybody else."""
