(* WHAT A READER HAS TO READ, SECOND PART.

   Every proposition that a certificate proves, and the words it uses beyond Specification.v.
   P is the problem, m the width of the network; lists of rationals are parameter vectors. *)
From Coq Require Import Reals List QArith Qreals.
From Certify Require Import Specification.
Import ListNotations.
Open Scope R_scope.

(* * Second derivatives, Morse index, smallest eigenvalue: no matrix *)

(* The loss has second derivative d at theta along the line in direction u. *)
Definition second_derivative (P : problem) (m : nat) (theta u : nat -> R) (d : R) : Prop :=
  exists slope, (forall t, derivable_pt_lim (fun t => Loss P m (move theta t u)) t (slope t)) /\
                derivable_pt_lim slope 0 d.

(* c_1 v_1 + .. + c_k v_k *)
Definition combination (c : list R) (l : list (nat -> R)) : nat -> R := fun i => dot c (map (fun v => v i) l).

(* sign = 1: the second derivative is positive along every nontrivial combination of the directions; sign = -1: negative. *)
Definition definite (sign : R) (P : problem) (m : nat) (theta : nat -> R) (l : list (nat -> R)) : Prop :=
  forall c, length c = length l -> (exists x, In x c /\ x <> 0) ->
  exists d, second_derivative P m theta (combination c l) d /\ 0 < sign * d.

(* Index k: negative along all combinations of k directions, and of no k + 1. *)
Definition morse_index (P : problem) (m : nat) (theta : nat -> R) (k : nat) : Prop :=
  (exists l, length l = k /\ definite (-1) P m theta l) /\
  (forall l, (k < length l)%nat -> ~ definite (-1) P m theta l).

(* Nullity 0: negative along the combinations of some directions, positive along those of the others, and there are as many
   of both as parameters. *)
Definition nondegenerate (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  exists negative positive, definite (-1) P m theta negative /\ definite 1 P m theta positive /\
                            (length negative + length positive)%nat = parameters P m.

(* Directions of which no combination but the trivial one is 0. *)
Definition independent_directions (n : nat) (l : list (nat -> R)) : Prop :=
  forall c, length c = length l -> (forall i, (i < n)%nat -> combination c l i = 0) -> forall x, In x c -> x = 0.

(* Adding u to a direction does not change the second derivative along it. *)
Definition null_direction (P : problem) (m : nat) (theta u : nat -> R) : Prop :=
  forall v d, second_derivative P m theta v d -> second_derivative P m theta (fun i => u i + v i) d.

(* Nullity k: k independent directions change nothing, the second derivative is negative along the combinations of some,
   positive along those of others, and there are as many of the three together as parameters. *)
Definition nullity (P : problem) (m : nat) (theta : nat -> R) (k : nat) : Prop :=
  exists null negative positive, length null = k /\ independent_directions (parameters P m) null /\
    (forall u, In u null -> null_direction P m theta u) /\
    definite (-1) P m theta negative /\ definite 1 P m theta positive /\
    (length null + length negative + length positive)%nat = parameters P m.

(* The point lies on a plane of dimension k of critical points of the same loss. *)
Definition on_plane_of_critical_points (P : problem) (m : nat) (theta : nat -> R) (k : nat) : Prop :=
  exists l, length l = k /\ independent_directions (parameters P m) l /\
    forall c, length c = k ->
      let q := fun i => theta i + combination c l i in critical_point P m q /\ Loss P m q = Loss P m theta.

(* Second derivatives along u are at least low |u|^2, and one is at most high |u|^2. *)
Definition smallest_eigenvalue_between (low high : R) (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  let square u := Sum (parameters P m) (fun i => u i * u i) in
  (forall u d, second_derivative P m theta u d -> low * square u <= d) /\
  (exists u d, second_derivative P m theta u d /\ d <= high * square u /\ 0 < square u).

(* Second derivatives along u are at most high |u|^2, and one is at least low |u|^2. *)
Definition largest_eigenvalue_between (low high : R) (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  let square u := Sum (parameters P m) (fun i => u i * u i) in
  (forall u d, second_derivative P m theta u d -> d <= high * square u) /\
  (exists u d, second_derivative P m theta u d /\ low * square u <= d /\ 0 < square u).

(* No other critical point near by. *)
Definition isolated (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  exists radius, 0 < radius /\ forall q, within (parameters P m) radius theta q -> critical_point P m q ->
    forall i, (i < parameters P m)%nat -> q i = theta i.

(* No other critical point at this Euclidean distance or less. *)
Definition no_other_within (radius : R) (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  forall q, distance (parameters P m) theta q <= radius -> critical_point P m q ->
    forall i, (i < parameters P m)%nat -> q i = theta i.

(* The points near theta of loss at most that of theta plus t lie between two cubes around theta, of half sides a sqrt t
   and b sqrt t: their volume is between constants times t^(n/2), n the number of parameters.  The learning coefficient
   is n/2, its multiplicity 1. *)
Definition volume_of_nondegenerate_minimum (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  exists a b radius, 0 < a /\ 0 < b /\ 0 < radius /\
    forall t q, 0 < t -> within (parameters P m) radius theta q ->
      (within (parameters P m) (a * sqrt t) theta q -> Loss P m q <= Loss P m theta + t) /\
      (Loss P m q <= Loss P m theta + t -> within (parameters P m) (b * sqrt t) theta q).

(* The norm of the gradient of the loss is at most b. *)
Definition gradient_at_most (b : R) (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  forall u slope, derivable_pt_lim (fun t => Loss P m (move theta t u)) 0 slope ->
    Rabs slope <= b * sqrt (Sum (parameters P m) (fun i => u i * u i)).

(* * What certificates prove *)

(* Near the candidate there is an isolated, nondegenerate critical point of this index, with these eigenvalues and this
   loss, and no other is within unique of it: with index 0 a strict local minimum, otherwise a strict saddle. *)
Definition isolated_critical_point (P : problem) (m : nat) (candidate : list Q) (away unique : Q) (index : nat)
    (smallest_low smallest_high largest_low largest_high loss_low loss_high : Q) (not_global : bool) : Prop :=
  exists q,
    distance (parameters P m) (at_rational candidate) q <= Q2R away /\
    critical_point P m q /\ isolated P m q /\ no_other_within (Q2R unique) P m q /\
    nondegenerate P m q /\ morse_index P m q index /\
    match index with
    | O => strict_local_minimum P m q /\ volume_of_nondegenerate_minimum P m q
    | S _ => strict_saddle P m q /\ ~ local_minimum P m q
    end /\
    smallest_eigenvalue_between (Q2R smallest_low) (Q2R smallest_high) P m q /\
    largest_eigenvalue_between (Q2R largest_low) (Q2R largest_high) P m q /\
    Q2R loss_low < Loss P m q < Q2R loss_high /\
    (not_global = true -> ~ global_minimum P m q).

(* No point of the ball around the candidate is critical; loss and gradient at the candidate itself. *)
Definition no_critical_point (P : problem) (m : nat) (candidate : list Q) (radius loss_low loss_high gradient_high : Q) : Prop :=
  (forall q, distance (parameters P m) (at_rational candidate) q <= Q2R radius -> ~ critical_point P m q) /\
  Q2R loss_low < Loss P m (at_rational candidate) < Q2R loss_high /\
  gradient_at_most (Q2R gradient_high) P m (at_rational candidate).

(* No point of the box is a local minimum. *)
Definition no_minimum_in_box (P : problem) (m : nat) (centre : list Q) (radius : Q) : Prop :=
  forall q, within (parameters P m) (Q2R radius) (at_rational centre) q -> ~ local_minimum P m q.

(* The point has loss exactly 0 and is no further than away from the candidate. *)
Definition exact_global_minimum (P : problem) (m : nat) (point candidate : list Q) (away : Q) : Prop :=
  Loss P m (at_rational point) = 0 /\ global_minimum P m (at_rational point) /\
  distance (parameters P m) (at_rational candidate) (at_rational point) <= Q2R away.

(* * Levels: how many neurons fewer than the teacher *)

(* The labels are those of a network of r neurons, and no network of fewer is the same function on R^d. *)
Definition least_width (P : problem) (r : nat) : Prop :=
  exists neurons, target P = Teacher neurons /\ length neurons = r /\
  forall net, (forall x, length x = dimension P ->
                 output (unit_function P) net x = output (unit_function P) (map real_neuron neurons) x) ->
              (r <= length net)%nat.

(* No output is 0, and no two neurons have equal input weights. *)
Definition neurons_differ (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  let first j := (j * S (dimension P))%nat in
  forall j, (j < m)%nat -> theta (first j) <> 0 /\
    forall i, (i < j)%nat ->
    exists c, (1 <= c <= dimension P)%nat /\ theta (first i + c)%nat <> theta (first j + c)%nat.

(* Every point as near to the candidate as the critical point is uses all its m neurons, level fewer than the teacher needs. *)
Definition level_near (P : problem) (m : nat) (candidate : list Q) (away : Q) (level : Z) : Prop :=
  (exists r, least_width P r /\ Z.of_nat r = (level + Z.of_nat m)%Z) /\
  forall q, distance (parameters P m) (at_rational candidate) q <= Q2R away -> neurons_differ P m q.

(* The network is the teacher as a function, and no direction is one of negative curvature. *)
Definition teacher_itself (P : problem) (m : nat) (point : list Q) : Prop :=
  (exists neurons, target P = Teacher neurons /\ forall x,
     output (unit_function P) (network (dimension P) m 0 (at_rational point)) x
     = output (unit_function P) (map real_neuron neurons) x) /\
  morse_index P m (at_rational point) 0.
