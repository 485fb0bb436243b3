(* Boxes with and without critical points: exclusion, and negative curvature.

   no_critical_point_gradient   |grad F p| >= g and a Lipschitz constant K1 of the gradient with K1 r < g
   no_critical_point_direction  a direction v whose slope cannot vanish on the box (mean-value form)
   no_local_minimum             negative curvature along v on all of the box *)
From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir.
Open Scope R_scope.

Section Boxes.
Variables (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R) (p : vec).
Hypothesis HF : smooth n F D D2.

(* The gradient has norm at least g at p (some unit direction has slope at least g) and is
   K1-Lipschitz on the ball. *)
Theorem no_critical_point_gradient r K1 g v :
  norm n v <= 1 -> g <= D p v -> 0 <= r -> 0 <= K1 -> K1 * r < g ->
  (forall q u, inball n p r q -> Rabs (D q u - D p u) <= K1 * norm n (diff q p) * norm n u) ->
  forall q, inball n p r q -> ~ critical D q.
Proof.
  intros Hv Hg Hr HK Hlt HL q Hq Hcrit.
  specialize (HL q v Hq). rewrite Hcrit in HL. apply Rabs_le_between in HL.
  apply inball_norm in Hq; [|assumption].
  pose proof (norm_nonneg n (diff q p)). pose proof (norm_nonneg n v).
  assert (K1 * norm n (diff q p) <= K1 * r) by now apply Rmult_le_compat_l.
  assert (K1 * norm n (diff q p) * norm n v <= K1 * r * 1).
  { apply Rmult_le_compat; try assumption. now apply Rmult_le_pos. }
  lra.
Qed.

(* Mean-value form.  M q u is the derivative in direction u of the slope along v. *)
Theorem no_critical_point_direction r v slope variation (M : vec -> vec -> R) :
  (forall q u t, is_derive (fun t => D (move q t u) v) t (M (move q t u) u)) ->
  0 <= r -> slope < Rabs (D p v) -> variation * r <= slope ->
  (forall q q', inball n p r q -> inball n p r q' -> Rabs (M q (diff q' p)) <= variation * r) ->
  forall q, inball n p r q -> D q v <> 0.
Proof.
  intros HM Hr Hs Hvs HB q Hq Hcrit.
  destruct (MVT_is (fun t => D (move p t (diff q p)) v) (fun t => M (move p t (diff q p)) (diff q p)) 0 1)
    as (t & Ht & E); [lra|intros; apply HM|]. cbv beta in E.
  rewrite (D_ext _ _ _ _ HF (move p 1 (diff q p)) q) in E by (intros; apply move_1).
  rewrite (D_ext _ _ _ _ HF (move p 0 (diff q p)) p) in E by (intros; apply move_0).
  rewrite Hcrit in E.
  specialize (HB (move p t (diff q p)) q (segment_in_ball n p r p q t (inball_centre n p r) Hq ltac:(lra)) Hq).
  replace (M (move p t (diff q p)) (diff q p)) with (- D p v) in HB by lra.
  rewrite Rabs_Ropp in HB. lra.
Qed.

(* Negative curvature at one critical point, or over the box for any point. *)
Theorem no_local_minimum q v : D2 q v < 0 -> ~ local_min n F q.
Proof.
  intros Hneg Hloc. pose proof (local_min_critical n F D D2 HF q Hloc v) as Hcrit.
  destruct Hloc as (d & Hd & Hmin).
  pose proof (D_D2 _ _ _ _ HF q v 0) as C. apply is_derive_Reals in C.
  assert (Hs : exists e, 0 < e /\ forall h, 0 < h < e -> D (move q h v) v < 0).
  { destruct (Rlt_dec (D2 (move q 0 v) v) 0) as [Hneg0|Hno].
    - destruct (C (- D2 (move q 0 v) v) ltac:(lra)) as (e & He). exists e. split; [apply cond_pos|].
      intros h Hh. specialize (He h ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). apply Rabs_def2 in He.
      rewrite (D_ext _ _ _ _ HF (move q 0 v) q), Hcrit in He by (intros; apply move_0).
      replace (0 + h) with h in He by ring.
      assert (Hd1 : (D (move q h v) v - 0) / h < 0) by lra.
      apply Rnot_le_lt. intros Hge. assert (0 <= (D (move q h v) v - 0) / h); [|lra].
      apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra].
    - exfalso. apply Hno. clear - Hneg HF.
      replace (move q 0 v) with q; [assumption|].
      apply FunctionalExtensionality.functional_extensionality. intros i. unfold move. ring. }
  destruct Hs as (e & He & Hs).
  set (M := 1 + norm n v). assert (HM : 0 < M) by (pose proof (norm_nonneg n v); unfold M; lra).
  set (h := Rmin (e / 2) (d / (2 * M))).
  assert (Hdm : 0 < d / (2 * M)) by (apply Rdiv_lt_0_compat; lra).
  assert (Hh : 0 < h) by (apply Rmin_pos; lra).
  assert (Hhe : h < e) by (apply Rle_lt_trans with (e / 2); [apply Rmin_l|lra]).
  assert (Hhd : h * M < d).
  { apply Rle_lt_trans with (d / (2 * M) * M); [apply Rmult_le_compat_r; [lra|apply Rmin_r]|].
    replace (d / (2 * M) * M) with (d / 2) by (field; lra). lra. }
  destruct (MVT_is (fun t => F (move q t v)) (fun t => D (move q t v) v) 0 h) as (a & Ha & Ea);
    [lra|intros; apply (F_D _ _ _ _ HF)|]. cbv beta in Ea.
  rewrite (F_ext _ _ _ _ HF (move q 0 v) q) in Ea by (intros; apply move_0).
  specialize (Hs a ltac:(lra)).
  assert (F q <= F (move q h v)).
  { apply Hmin. intros i Hi. unfold move. replace (q i + h * v i - q i) with (h * v i) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
    pose proof (norm_coord n v i Hi). eapply Rle_lt_trans; [|exact Hhd].
    apply Rmult_le_compat_l; [lra|unfold M; lra]. }
  nra.
Qed.
End Boxes.
