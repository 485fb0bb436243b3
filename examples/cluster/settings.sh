# What to edit. Read by `submit` and by every job.
certify=${CERTIFY:-certify}                       # the program, on a file system that all nodes see
folder=${CAMPAIGN:-$HOME/certify-campaign}        # where everything is written, likewise
widths=${WIDTHS:-4,5,6,7}
shards=${SHARDS:-100}                             # tasks of the array; every task trains every N-th run of each width
training=(--widths "$widths" --runs "${RUNS:-1000}" --adam-rate "${ADAM_RATE:-1e-4}" --adam-steps "${ADAM_STEPS:-100000}" --seed "${SEED:-1}")
partition=(${PARTITION:+--partition="$PARTITION"})
