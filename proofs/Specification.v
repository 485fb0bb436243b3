(* WHAT A READER HAS TO READ.

   The words used by every theorem of this development: problem, network, loss,
   minimum, critical point, strict saddle.  No interval, no float, no matrix.

   A parameter vector is a function theta : nat -> R of which only the first
   n = m (d + 1) coordinates count: the neurons of a network of width m on R^d
   one after the other, each as output weight a, then input weights w_1 .. w_d. *)
From Coq Require Import Reals List QArith Qreals.
Import ListNotations.
Open Scope R_scope.

(* * The problem: every number in it is an exact rational *)

Inductive activation := Sigmoid | Tanh.

Inductive inputs :=
  | Grid (axes : list (list Q))          (* all points of the product of the axes, last axis fastest *)
  | Points (points : list (list Q)).

Inductive labels :=
  | Teacher (neurons : list (Q * list Q))  (* (a, w): labels are the exact outputs of this network *)
  | Given (values : list Q).

Record problem := Problem {
  unit_function : activation;
  dimension : nat;
  data : inputs;
  target : labels
}.

(* The dyadic number m 2^e, the form in which certificates write binary floating-point numbers. *)
Definition dyadic (m e : Z) : Q :=
  match e with
  | Zneg p => Qmake m (2 ^ p)
  | _ => inject_Z (m * 2 ^ e)
  end.

(* * Networks *)

Definition sigmoid (z : R) : R := / (1 + exp (- z)).
Definition hyperbolic_tangent (z : R) : R := (exp z - exp (- z)) / (exp z + exp (- z)).

Definition activate (f : activation) : R -> R :=
  match f with Sigmoid => sigmoid | Tanh => hyperbolic_tangent end.

Fixpoint dot (u v : list R) : R :=
  match u, v with
  | a :: u', b :: v' => a * b + dot u' v'
  | _, _ => 0
  end.

Definition neuron : Type := R * list R.

Fixpoint output (f : activation) (net : list neuron) (x : list R) : R :=
  match net with
  | [] => 0
  | (a, w) :: net' => a * activate f (dot w x) + output f net' x
  end.

(* The network of width m on R^d whose parameters start at coordinate k of theta. *)
Fixpoint network (d m k : nat) (theta : nat -> R) : list neuron :=
  match m with
  | O => []
  | S m' => (theta k, map theta (seq (S k) d)) :: network d m' (k + S d) theta
  end.

(* * Data and loss *)

Fixpoint grid (axes : list (list R)) : list (list R) :=
  match axes with
  | [] => [[]]
  | axis :: rest => flat_map (fun h => map (cons h) (grid rest)) axis
  end.

Definition real_neuron (nu : Q * list Q) : neuron := (Q2R (fst nu), map Q2R (snd nu)).

Definition points (P : problem) : list (list R) :=
  match data P with
  | Grid axes => grid (map (map Q2R) axes)
  | Points l => map (map Q2R) l
  end.

Definition label_values (P : problem) : list R :=
  match target P with
  | Teacher neurons => map (output (unit_function P) (map real_neuron neurons)) (points P)
  | Given values => map Q2R values
  end.

Definition residual (P : problem) (net : list neuron) (sample : list R * R) : R :=
  output (unit_function P) net (fst sample) - snd sample.

(* Mean of the squared residuals (no factor 1/2). *)
Definition Loss (P : problem) (m : nat) (theta : nat -> R) : R :=
  let net := network (dimension P) m 0 theta in
  fold_right (fun sample sum => residual P net sample * residual P net sample + sum) 0
    (combine (points P) (label_values P))
  / INR (length (points P)).

(* * Minima, critical points, saddles *)

Definition parameters (P : problem) (m : nat) : nat := (m * S (dimension P))%nat.

(* The point theta + t u of the line through theta in direction u. *)
Definition move (theta : nat -> R) (t : R) (u : nat -> R) : nat -> R := fun i => theta i + t * u i.

(* Euclidean distance of the first n coordinates. *)
Fixpoint Sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S k => Sum k f + f k end.
Definition distance (n : nat) (p q : nat -> R) : R := sqrt (Sum n (fun i => (p i - q i) * (p i - q i))).

(* Every coordinate of q within r of that of p. *)
Definition within (n : nat) (r : R) (p q : nat -> R) : Prop :=
  forall i, (i < n)%nat -> Rabs (q i - p i) <= r.

Definition local_minimum (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  exists delta, 0 < delta /\
  forall q, (forall i, (i < parameters P m)%nat -> Rabs (q i - theta i) < delta) ->
            Loss P m theta <= Loss P m q.

Definition strict_local_minimum (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  exists delta, 0 < delta /\
  forall q, (forall i, (i < parameters P m)%nat -> Rabs (q i - theta i) < delta) ->
            (exists i, (i < parameters P m)%nat /\ q i <> theta i) ->
            Loss P m theta < Loss P m q.

Definition global_minimum (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  forall q, Loss P m theta <= Loss P m q.

(* The loss has derivative 0 at theta along every line through theta. *)
Definition critical_point (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  forall u, derivable_pt_lim (fun t => Loss P m (move theta t u)) 0 0.

(* A critical point with a line along which the second derivative of the loss is negative. *)
Definition strict_saddle (P : problem) (m : nat) (theta : nat -> R) : Prop :=
  critical_point P m theta /\
  exists u slope curvature,
    (forall t, derivable_pt_lim (fun t => Loss P m (move theta t u)) t (slope t)) /\
    derivable_pt_lim slope 0 curvature /\ curvature < 0.

(* Coordinates of a rational vector. *)
Definition at_rational (l : list Q) : nat -> R := fun i => Q2R (nth i l 0%Q).
