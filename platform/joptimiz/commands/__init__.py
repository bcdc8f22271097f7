"""The commands of `joptimiz`, one file a subject."""
