#!/bin/sh
# Builds the proofs from scratch, compares the assumptions of the main theorems with axioms.expected, proves one
# certificate of each kind, and checks that every mutation of a good certificate is rejected by the intended test.
#
# Debian 12:  apt-get install --no-install-recommends coq libcoq-interval make python3-numpy python3-mpmath
# CERTIFY_JOBS (default 2): processes at a time.  CERTIFY_CLEAN=no: leave out the axiom-clean engine (about a minute).
# CERTIFY_COQCHK=yes: let coqchk check the compiled theory again, without tactics and virtual machine (3.5 minutes);
# CERTIFY_COQCHK=all: and the libraries (not tried to the end).
cd "$(dirname "$0")" || exit 1
jobs="${CERTIFY_JOBS:-2}"
work=tests/build
passed=0
failed=0
pass() { passed=$((passed + 1)); echo "ok      $*"; }
fail() { failed=$((failed + 1)); echo "FAILED  $*"; }
finish() { echo "$passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }

for tool in coqc make python3; do
  command -v "$tool" > /dev/null || { fail "$tool not found; install line at the top of this script"; finish; }
done
python3 -c 'import numpy, mpmath' 2> /dev/null || { fail "python3 modules numpy and mpmath not found"; finish; }

# theory and checker, from scratch
make -s clean
if make -s -j"$jobs" > /dev/null; then pass "theory and checker compile"; else fail "theory and checker compile"; finish; fi
if grep -nwE 'Axiom|Axioms|Admitted|admit|Parameter|Parameters|Conjecture' Specification.v Statements.v Verdicts.v theory/*.v checker/*.v certificates/*.v
then fail "no axiom, nothing admitted"; else pass "no axiom, nothing admitted"; fi

# assumptions
rm -rf "$work"; mkdir -p "$work"
coq() { coqc -q -w -all -R . Certify "$@"; }
coq -o "$work/Assumptions.vo" tests/Assumptions.v > "$work/assumptions.txt" 2>&1
awk '/^==/ { print; next } /^[A-Za-z_]/ && !/^Axioms:/ && !/^Closed/ { print $1 }' "$work/assumptions.txt" \
  | awk '/^==/ { if (NR > 1) close("sort"); print; fflush(); next } { print | "sort" }' > "$work/axioms.txt"
if diff axioms.expected "$work/axioms.txt"; then pass "assumptions are those of axioms.expected"; else fail "assumptions differ"; fi

if coq -o "$work/Levels.vo" tests/Levels.v > "$work/levels.txt" 2>&1
then pass "levels: 3 accepted, 14 rejected"; else fail "levels"; tail -5 "$work/levels.txt"; fi

if [ "${CERTIFY_COQCHK:-no}" != no ]; then
  [ "$CERTIFY_COQCHK" = all ] && alone="" || alone="-norec"
  modules=$(ls Specification.v Statements.v Verdicts.v theory/*.v checker/*.v certificates/*.v \
    | sed "s#/#.#g; s#\.v\$##; s#^#$alone Certify.#")
  if coqchk -silent -o -R . Certify $modules > "$work/coqchk.txt" 2>&1 && ! grep -q 'Certify\.' "$work/coqchk.txt"
  then pass "coqchk accepts the theory"; else fail "coqchk accepts the theory"; tail -5 "$work/coqchk.txt"; fi
fi

# good certificates, then mutations
python3 tests/generate.py good "$work/fast" fast && python3 tests/generate.py mutations "$work/mutations" \
  || { fail "certificates generated"; finish; }
if [ "${CERTIFY_CLEAN:-yes}" = yes ]; then
  python3 tests/generate.py good "$work/all" clean && mkdir -p "$work/clean" && mv "$work/all/minimum_4.v" "$work/clean/"
fi
ls "$work"/fast/*.v "$work"/clean/*.v "$work"/mutations/*.v 2> /dev/null \
  | xargs -P "$jobs" -I{} sh -c 'start=$(date +%s); coqc -q -w -all -R . Certify {} > {}.log 2>&1; echo $? > {}.status; echo $(($(date +%s) - start)) > {}.seconds'

for file in "$work"/fast/*.v "$work"/clean/*.v; do
  [ -e "$file" ] || continue
  name="$(basename "$(dirname "$file")") $(basename "$file" .v)"
  if [ "$(cat "$file.status")" = 0 ]; then pass "proved $name ($(cat "$file.seconds") s)"; else fail "proved $name"; cat "$file.log"; fi
done
for file in "$work"/mutations/rejected_*.v; do
  name=$(basename "$file" .v)
  if [ "$(cat "$file.status")" != 0 ] && grep -q 'accepted (.*) = true' "$file.log"; then pass "no theorem: $name"
  else fail "no theorem: $name"; fi
done
for file in "$work"/mutations/mutations_*.v; do
  name=$(basename "$file" .v | sed 's/^mutations_//')
  expected=$(grep -c 'Eval vm_compute' "$file")
  python3 tests/mutation_log.py "$file.log" > "$file.table"
  while IFS='|' read -r verdict mutation tests; do
    if [ "$verdict" = true ]; then pass "rejected $name, $mutation: $tests"; else fail "rejected $name, $mutation: $tests"; fi
  done < "$file.table"
  [ "$(wc -l < "$file.table")" -eq "$expected" ] || fail "$name: $expected mutations expected"
done
finish
