#!/bin/sh
# Starts `ferry serve` as the bench wants its subject: one account "bench", whose home is the bench's data.
# FERRY_BENCH_CONFIG names a configuration to use instead of ferry.yaml beside this script;
# FERRY_ARGS holds further options of serve.
set -e
here=$(CDPATH='' cd -- "$(dirname "$0")" && pwd)
root=$1 port=$2 passive=$3 work=$4
state=$work/ferry-state
# The bench starts its subject anew for every scenario; the account is there from the second time on.
"$here/../ferry" user show bench --data "$state" >/dev/null 2>&1 ||
    printf 'bench\n' | "$here/../ferry" user add bench --password-stdin --home "$root" --data "$state"
exec "$here/../ferry" serve --config "${FERRY_BENCH_CONFIG:-$here/ferry.yaml}" --data "$state" \
    --bind 127.0.0.1 --sftp-port off --ftp-port "$port" --passive-ports "$passive" $FERRY_ARGS
