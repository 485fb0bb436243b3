(* Euclidean distances of rational points, by exact arithmetic; sums are reduced to lowest terms, for binary64 must hold them. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals.
From Certify Require Import Specification Vector LocalMinimum QuadraticForm Distance Evidence.
Import ListNotations.
Open Scope R_scope.

Fixpoint square_distance (p q : list Q) : Q :=
  match p, q with a :: p', b :: q' => Qred ((a - b) * (a - b) + square_distance p' q') | _, _ => 0%Q end.
Definition square_length (v : list Q) : Q := fold_right (fun x s => Qred (x * x + s)) 0%Q v.
Definition count (n : nat) : Q := inject_Z (Z.of_nat n).

(* Every point within r of p in each of n coordinates is at most away from the candidate. *)
Definition distance_test (n : nat) (p candidate : list Q) (r away : Q) : bool :=
  let rest := (away - count n * r)%Q in
  Qle_bool 0 rest && Qle_bool (square_distance candidate p) (rest * rest).
Lemma Q2R_count n : Q2R (count n) = INR n.
Proof. unfold count, inject_Z, Q2R. cbn [Qnum Qden]. rewrite Rinv_1, Rmult_1_r. symmetry. apply INR_IZR_INZ. Qed.
Lemma Q2R_half : Q2R (1 # 2) = / 2. Proof. unfold Q2R. cbn [Qnum Qden]. lra. Qed.

Lemma Q2R_reduced q : Q2R (Qred q) = Q2R q. Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma square_length_real v n : List.length v = n -> Q2R (square_length v) = N2 n (at_rational v).
Proof.
  intros H. rewrite <- squares_N2, coordinates_rational by assumption. clear H.
  induction v as [|x v IH]; [apply Q2R_zero|]. change (square_length (x :: v)) with (Qred (x * x + square_length v)).
  cbn [map squares]. now rewrite Q2R_reduced, Q2R_plus, Q2R_mult, IH.
Qed.
Lemma square_distance_real p q n : List.length p = n -> List.length q = n ->
  Q2R (square_distance p q) = N2 n (diff (at_rational p) (at_rational q)).
Proof.
  intros Hp Hq. unfold N2. revert q n Hp Hq. induction p as [|a p IH]; intros [|b q] [|n] Hp Hq; try discriminate.
  - apply Q2R_zero.
  - rewrite Sum_shift. cbn [square_distance]. rewrite Q2R_reduced, Q2R_plus, Q2R_mult, Q2R_minus, (IH q n) by (simpl in *; congruence).
    reflexivity.
Qed.

Lemma distance_test_sound n p candidate r away q : List.length p = n -> List.length candidate = n ->
  distance_test n p candidate r away = true -> 0 <= Q2R r -> within n (Q2R r) (at_rational p) q ->
  distance n (at_rational candidate) q <= Q2R away.
Proof.
  intros Hp Hc H Hr Hq. unfold distance_test in H. cbv zeta in H. apply andb_prop in H as [H1 H2].
  apply Qle_bool_le in H1. apply Qle_bool_le in H2.
  rewrite (square_distance_real candidate p n Hc Hp), Q2R_mult, Q2R_minus, Q2R_mult, Q2R_count in H2.
  rewrite Q2R_zero, Q2R_minus, Q2R_mult, Q2R_count in H1.
  eapply Rle_trans; [apply (distance_triangle n _ (at_rational p))|].
  pose proof (within_distance n (Q2R r) _ _ Hr Hq) as K.
  assert (distance n (at_rational candidate) (at_rational p) <= Q2R away - INR n * Q2R r); [|lra].
  exact (proj1 (inball_norm n (at_rational p) _ (at_rational candidate) H1) H2).
Qed.
