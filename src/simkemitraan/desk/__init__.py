"""The planner's desk."""
