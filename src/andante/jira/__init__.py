"""What Tempo scripts ask Jira for, answered from the directory here, on Jira's own paths."""
