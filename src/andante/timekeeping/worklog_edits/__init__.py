"""Small changes of worklogs, as pages make them: some fields of one worklog, or the deletion of several."""
