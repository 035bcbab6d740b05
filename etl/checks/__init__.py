"""What the doctor asks, by topic: each check yields findings, and changes nothing."""
