(* Exactly one critical point in a box: the witness of Krawczyk's existence theorem. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir Krawczyk QuadraticForm
  Calculus Program RealProgram Evidence.
Import ListNotations.
Open Scope R_scope.

Record existence := Existence {
  preconditioner : list (list Q);   (* C, n rows of n numbers: about the inverse of the Hessian *)
  inverse : list (list Q);          (* J, n rows: about the Hessian, J C near the identity *)
  inverse_error : Q;                (* row sums of |I - J C| *)
  contraction : Q;                  (* k: row sums of |I - C H| for every H over the box *)
  newton_step : Q                   (* every |(C gradient)_i| at the centre *)
}.

Definition existence_arithmetic (x : existence) (radius : Q) : report :=
  [ ("radius positive", Qltb 0 radius);
    ("contraction below 1", Qle_bool 0 (contraction x) && Qltb (contraction x) 1);
    ("inverse error below 1", Qle_bool 0 (inverse_error x) && Qltb (inverse_error x) 1);
    ("newton step within (1 - contraction) radius", Qle_bool (newton_step x) ((1 - contraction x) * radius)) ]%string.

(* Exactly one critical point in the box. *)
Theorem existence_from_facts P m p x radius :
  accepted (existence_arithmetic x radius) = true ->
  StepBound P m p (row_of (preconditioner x)) (Q2R (newton_step x)) ->
  Contraction P m p (Q2R radius) (row_of (preconditioner x)) (Q2R (contraction x)) ->
  InverseBound (parameters P m) (row_of (preconditioner x)) (fun i l => row_of (inverse x) i l) (Q2R (inverse_error x)) ->
  exists q, within (parameters P m) (Q2R radius) p q /\ critical_point P m q /\
    forall q', within (parameters P m) (Q2R radius) p q' -> critical_point P m q' ->
      forall i, (i < parameters P m)%nat -> q' i = q i.
Proof.
  intros H HS HC HI. unfold accepted, existence_arithmetic in H. cbn [forallb snd] in H.
  apply andb_prop in H as [Hr H]. apply andb_prop in H as [Hk H]. apply andb_prop in H as [Hk0 H].
  apply andb_prop in H as [Hd _]. apply andb_prop in Hk as [Hk1 Hk2]. apply andb_prop in Hk0 as [Hk3 Hk4].
  apply Qltb_lt in Hr. apply Qltb_lt in Hk2. apply Qltb_lt in Hk4. apply Qle_bool_le in Hk1. apply Qle_bool_le in Hk3.
  apply Qle_bool_le in Hd. rewrite Q2R_mult, Q2R_minus in Hd. rewrite Q2R_zero in *. rewrite Q2R_one in *.
  destruct (krawczyk (parameters P m) (Loss P m) (Slope P m) (fun q u => Curvature P m q u u) p (Q2R radius)
    (Q2R (contraction x)) (Q2R (inverse_error x)) (Loss_smooth P m)
    (fun q j => Slope P m q (fun i => if Nat.eqb j i then 1 else 0)) (fun q v u => Curvature P m q u v))
    with (C := row_of (preconditioner x)) (J := fun i l => row_of (inverse x) i l)
    as (q & H1 & H2 & H3); auto; try lra.
  - intros q u. apply Slope_linear.
  - intros q u v t. apply Slope_curvature.
  - intros i Hi. eapply Rle_trans; [apply HS, Hi|exact Hd].
  - exists q. split; [exact H1|]. split; [now apply critical_point_slope|].
    intros q' Hq' Hc. apply H3; [assumption|now apply critical_point_slope].
Qed.
