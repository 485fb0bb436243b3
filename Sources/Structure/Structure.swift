// The arguments of this target are added one folder at a time.
