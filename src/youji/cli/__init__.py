"""The `youji` command, one file a group of subcommands."""
