#!/bin/sh
# run.sh LAB: PrairieLearn's grader runs this as root. The seed is that of the student's variant, so that a regrade is the same run.
mkdir -p /grade/results
rm -f /grade/results/results.json
# PrairieLearn writes it as a number; what a student posts is a string, whatever it is called.
seed=$(sed -n 's/.*"variant_seed": *\([0-9]\{1,10\}\)\b.*/\1/p' /grade/data/data.json | head -n 1)
exec wirelab grade "$1" /grade/student ${seed:+--seed "$seed"} --format prairielearn --count-withheld --exit-zero \
  --output /grade/results/results.json
