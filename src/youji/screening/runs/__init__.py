"""Plans, records, resumes and replays a screening run."""
