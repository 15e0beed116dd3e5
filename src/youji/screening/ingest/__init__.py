"""From a file an office really has to a batch in the lake, or a sentence that says why not."""
