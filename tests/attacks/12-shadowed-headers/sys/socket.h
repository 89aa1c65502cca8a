#error HOLE: the header of the submission was taken
