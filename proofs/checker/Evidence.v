(* The facts about a loss that interval arithmetic has to deliver, and exact comparisons of rationals.
   No interval occurs in this file: it is the interface between numbers and theorems. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals String.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus.
Import ListNotations.
Open Scope R_scope.

Section Facts.
Variables (P : problem) (m : nat) (p : nat -> R).
Notation n := (parameters P m).

Definition GradientBound (eps : R) := forall u, Rabs (Slope P m p u) <= eps * norm n u.
Definition CurvatureBound (r lambda : R) :=
  forall q u, within n r p q -> lambda * N2 n u <= Curvature P m q u u.
Definition LossAbove (r low : R) := forall q, within n r p q -> low < Loss P m q.
Definition LossBetween (low high : R) := low < Loss P m p < high.
Definition CurvatureNorm (r bound : R) := forall q u, within n r p q -> Rabs (Curvature P m q u u) <= bound * N2 n u.
Definition CurvatureBelow (r : R) (v : nat -> R) (bound : R) := forall q, within n r p q -> Curvature P m q v v < bound.
Definition CurvatureAtMost (r bound : R) := forall q u, within n r p q -> Curvature P m q u u <= bound * N2 n u.
Definition CurvatureAbove (r : R) (v : nat -> R) (bound : R) := forall q, within n r p q -> bound < Curvature P m q v v.
Definition LossBelow (high : R) := Loss P m p < high.
Definition NegativeAlong (r : R) (v : nat -> R) := forall q, within n r p q -> Curvature P m q v v < 0.
Definition StepBound (C : nat -> nat -> R) (bound : R) := forall i, (i < n)%nat -> Rabs (Slope P m p (C i)) <= bound.
Definition Contraction (r : R) (C : nat -> nat -> R) (k : R) := forall q u i c, within n r p q -> (i < n)%nat ->
  (forall j, (j < n)%nat -> Rabs (u j) <= c) -> Rabs (u i - Curvature P m q u (C i)) <= k * c.
Definition SlopeAbove (v : nat -> R) (bound : R) := bound < Rabs (Slope P m p v).
Definition VariationBound (r : R) (v : nat -> R) (bound : R) := forall q u, within n r p q ->
  Rabs (Curvature P m q u v) <= bound * norm n u.
End Facts.

(* Row i of a rational matrix, as a vector. *)
Definition row_of (C : list (list Q)) (i : nat) : nat -> R := at_rational (nth i C []).

Definition InverseBound (n : nat) (C J : nat -> nat -> R) (k : R) := forall i, (i < n)%nat ->
  Sum n (fun j => Rabs ((if Nat.eqb i j then 1 else 0) - Sum n (fun l => J i l * C l j))) <= k.

Lemma not_all_below (P : problem) m theta better : Loss P m better < Loss P m theta -> ~ global_minimum P m theta.
Proof. intros H G. specialize (G better). lra. Qed.

Lemma local_minimum_local_min P m q : local_min (parameters P m) (Loss P m) q -> local_minimum P m q.
Proof. exact (fun H => H). Qed.

(* Criticality in the words of the specification. *)
Lemma critical_point_slope P m q : critical_point P m q <-> critical (Slope P m) q.
Proof.
  pose proof (Loss_smooth P m) as HF.
  assert (E : forall u, Slope P m (move q 0 u) u = Slope P m q u).
  { intros u. apply (D_ext _ _ _ _ HF). intros; apply move_0. }
  split; intros H u.
  - specialize (H u). pose proof (F_D _ _ _ _ HF q u 0) as K. apply Coquelicot.Derive.is_derive_Reals in K.
    rewrite E in K. eapply uniqueness_limite; eassumption.
  - pose proof (F_D _ _ _ _ HF q u 0) as K. apply Coquelicot.Derive.is_derive_Reals in K.
    now rewrite E, H in K.
Qed.

(* The bound of the gradient in the words of the statements. *)
Lemma gradient_at_most_bound P m p b : GradientBound P m p b -> gradient_at_most b P m p.
Proof.
  intros H u slope Hs. specialize (H u). pose proof (Loss_smooth P m) as HF.
  pose proof (F_D _ _ _ _ HF p u 0) as K. apply Coquelicot.Derive.is_derive_Reals in K.
  rewrite (D_ext _ _ _ _ HF (move p 0 u) p) in K by (intros; apply move_0).
  rewrite (uniqueness_limite _ _ _ _ Hs K). exact H.
Qed.

Lemma strict_saddle_curvature P m q v :
  critical_point P m q -> Curvature P m q v v < 0 -> strict_saddle P m q.
Proof.
  intros Hc Hn. pose proof (Loss_smooth P m) as HF. split; [exact Hc|].
  exists v, (fun t => Slope P m (move q t v) v), (Curvature P m (move q 0 v) v v). repeat split.
  - intros t. apply Coquelicot.Derive.is_derive_Reals. apply (F_D _ _ _ _ HF).
  - apply Coquelicot.Derive.is_derive_Reals. apply (D_D2 _ _ _ _ HF).
  - rewrite (Curvature_ext P m (move q 0 v) q); [assumption|]. intros; apply move_0.
Qed.

(* A strict saddle is not a local minimum: along the line the slope turns negative. *)
Theorem strict_saddle_not_local_minimum P m q : strict_saddle P m q -> ~ local_minimum P m q.
Proof.
  intros (Hc & u & slope & c & Hs & Hd & Hneg) (d & Hdpos & Hmin).
  assert (H0 : slope 0 = 0) by (eapply uniqueness_limite; [apply Hs|apply Hc]).
  destruct (Hd (- c) ltac:(lra)) as (e & He).
  set (n := parameters P m) in *.
  set (M := 1 + norm n u). assert (HM : 0 < M) by (pose proof (norm_nonneg n u); unfold M; lra).
  set (h := Rmin (e / 2) (d / (2 * M))).
  assert (Hdm : 0 < d / (2 * M)) by (apply Rdiv_lt_0_compat; lra).
  pose proof (cond_pos e) as Hep.
  assert (Hh : 0 < h) by (apply Rmin_pos; lra).
  assert (Hhe : h < e) by (apply Rle_lt_trans with (e / 2); [apply Rmin_l|lra]).
  assert (Hhd : h * M < d).
  { apply Rle_lt_trans with (d / (2 * M) * M); [apply Rmult_le_compat_r; [lra|apply Rmin_r]|].
    replace (d / (2 * M) * M) with (d / 2) by (field; lra). lra. }
  destruct (MVT_cor2 (fun t => Loss P m (move q t u)) slope 0 h Hh (fun t _ => Hs t)) as (a & Ea & Ha).
  assert (Hsa : slope a < 0).
  { specialize (He a ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). rewrite H0, Rplus_0_l in He. apply Rabs_def2 in He.
    apply Rnot_le_lt. intros Hge. assert (0 <= (slope a - 0) / a); [|lra].
    apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]. }
  pose proof (Loss_smooth P m) as HF.
  rewrite (F_ext _ _ _ _ HF (move q 0 u) q) in Ea by (intros; apply move_0).
  assert (Loss P m q <= Loss P m (move q h u)).
  { apply Hmin. intros i Hi. unfold move. replace (q i + h * u i - q i) with (h * u i) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
    pose proof (norm_coord n u i Hi). eapply Rle_lt_trans; [|exact Hhd].
    apply Rmult_le_compat_l; [lra|unfold M; lra]. }
  nra.
Qed.

(* * Exact tests on rationals *)
Definition Qltb (a b : Q) : bool := (Qnum a * QDen b <? Qnum b * QDen a)%Z.

Lemma Qltb_lt a b : Qltb a b = true -> Q2R a < Q2R b.
Proof. intros H. apply Z.ltb_lt in H. apply Qlt_Rlt. exact H. Qed.
Lemma Qle_bool_le a b : Qle_bool a b = true -> Q2R a <= Q2R b.
Proof. intros H. apply Qle_Rle. now apply Qle_bool_iff. Qed.
Lemma Q2R_zero : Q2R 0 = 0. Proof. unfold Q2R. simpl. field. Qed.
Lemma Q2R_one : Q2R 1 = 1. Proof. unfold Q2R. simpl. field. Qed.

Lemma coordinates_rational n l : List.length l = n -> coordinates 0 n (at_rational l) = map Q2R l.
Proof.
  intros <-. unfold coordinates, at_rational.
  rewrite <- (map_map (fun i => nth i l 0%Q) Q2R). f_equal.
  induction l as [|a l IH]; [reflexivity|]. simpl. f_equal. rewrite <- seq_shift, map_map. exact IH.
Qed.

(* * Reports: named tests *)
Definition report := list (string * bool).
Definition accepted (r : report) : bool := forallb snd r.
Definition failed (r : report) : list string := map fst (filter (fun t => negb (snd t)) r).
