(* What shows that a critical point is not a global minimum (Lemma 2): a point of smaller loss. *)
From Coq Require Import Reals Lra ZArith List QArith Qreals.
From Certify Require Import Specification Vector Evidence GlobalMinimum.
Import ListNotations.
Open Scope R_scope.

Inductive reference :=
  | ZeroLoss (theta : list Q)                (* a point whose loss is exactly 0, by algebra *)
  | BetterPoint (theta : list Q) (bound : Q) (* a point whose loss is below bound *)
  | NoReference.                             (* nothing is claimed about globality *)

Definition is_reference (x : reference) : bool := match x with NoReference => false | _ => true end.

(* The loss of the reference is at most low. *)
Definition reference_at_most (P : problem) (m : nat) (x : reference) (low : Q) : bool :=
  match x with
  | ZeroLoss theta => zero_loss P m theta && Qle_bool 0 low
  | BetterPoint theta bound => Nat.eqb (List.length theta) (parameters P m) && Qle_bool bound low
  | NoReference => true
  end.

(* What numbers must deliver. *)
Definition ReferenceBelow (P : problem) (m : nat) (x : reference) : Prop :=
  match x with BetterPoint theta bound => LossBelow P m (at_rational theta) (Q2R bound) | _ => True end.

Lemma reference_not_global P m x low q : reference_at_most P m x low = true -> ReferenceBelow P m x ->
  Q2R low < Loss P m q -> is_reference x = true -> ~ global_minimum P m q.
Proof.
  intros H HR Hq Hx. destruct x as [theta|theta bound|]; [| |discriminate]; apply andb_prop in H as [Hz Hle];
    apply Qle_bool_le in Hle; apply (not_all_below _ _ _ (at_rational theta)).
  - rewrite Q2R_zero in Hle. pose proof (zero_loss_sound _ _ _ Hz) as Z. lra.
  - unfold ReferenceBelow, LossBelow in HR. lra.
Qed.
