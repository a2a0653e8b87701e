"""What must outlive the program: the journal of all jobs, the list of task ids, copies of pictures."""
