from deltafold.ogx._reading import recording_from_file
