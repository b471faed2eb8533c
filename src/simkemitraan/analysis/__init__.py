"""What results mean: paired comparisons, survival, the tie-level counterfactual, biographies."""
