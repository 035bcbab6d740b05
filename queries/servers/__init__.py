"""Which server answers: the primary and its replicas, how far each has come, who is asked first."""
