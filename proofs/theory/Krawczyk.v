(* Existence and uniqueness of a critical point in a box (Newton-Kantorovich, Krawczyk):
   T q = q - C grad F(q) is a contraction of the box in the sup norm.  The fixed point is the
   minimiser of |T q - q| over the box; a contraction would make it smaller unless it is 0. *)
From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir.
Open Scope R_scope.

Fixpoint sup (n : nat) (u : vec) : R :=
  match n with O => 0 | S k => Rmax (sup k u) (Rabs (u k)) end.

Lemma sup_nonneg n u : 0 <= sup n u.
Proof. induction n as [|n IH]; simpl; [lra|]. eapply Rle_trans; [exact IH|apply Rmax_l]. Qed.

Lemma sup_coordinate n u i : (i < n)%nat -> Rabs (u i) <= sup n u.
Proof.
  induction n as [|n IH]; intros H; [lia|]. simpl. destruct (Nat.eq_dec i n) as [->|]; [apply Rmax_r|].
  eapply Rle_trans; [apply IH; lia|apply Rmax_l].
Qed.

Lemma sup_least n u c : 0 <= c -> (forall i, (i < n)%nat -> Rabs (u i) <= c) -> sup n u <= c.
Proof. intros Hc. induction n as [|n IH]; intros H; simpl; [assumption|]. apply Rmax_lub; auto with arith. Qed.

Lemma Sum_abs n f : Rabs (Sum n f) <= Sum n (fun i => Rabs (f i)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma identity_sum n i y : (i < n)%nat -> Sum n (fun j => (if Nat.eqb i j then 1 else 0) * y j) = y i.
Proof.
  intros Hi. induction n as [|m IH]; [lia|]. simpl. destruct (Nat.eq_dec i m) as [->|Hne].
  - rewrite Nat.eqb_refl. rewrite (Sum_ext m _ (fun j => 0 * y j)). { rewrite Sum_scal; ring. }
    intros j Hj. destruct (Nat.eqb_spec m j); [lia|reflexivity].
  - rewrite IH by lia. destruct (Nat.eqb_spec i m); [lia|ring].
Qed.

Lemma Sum_exchange a b (f : nat -> nat -> R) :
  Sum a (fun i => Sum b (fun j => f i j)) = Sum b (fun j => Sum a (fun i => f i j)).
Proof.
  induction a as [|a IH]; simpl.
  - rewrite (Sum_ext b _ (fun j => 0 * 0)) by (intros; ring). rewrite Sum_scal. ring.
  - rewrite IH, <- Sum_plus. reflexivity.
Qed.

(* * Contractions of a box *)
Section Contraction.
Variables (n : nat) (T : vec -> vec) (p : vec) (r k : R).
Hypothesis Hr : 0 <= r. Hypothesis Hk : 0 <= k < 1.
Hypothesis T_contracts : forall q q' c, within n r p q -> within n r p q' ->
  within n c q q' -> within n (k * c) (T q) (T q').
Hypothesis T_centre : within n ((1 - k) * r) p (T p).

Lemma T_maps_box q : within n r p q -> within n r p (T q).
Proof.
  intros Hq i Hi.
  assert (Hp : within n r p p) by (intros j _; rewrite Rminus_eq_0, Rabs_R0; assumption).
  pose proof (T_contracts p q r Hp Hq Hq i Hi) as H1. pose proof (T_centre i Hi) as H2.
  replace (T q i - p i) with ((T q i - T p i) + (T p i - p i)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Theorem contraction_fixed_point :
  exists q, within n r p q /\ (forall i, (i < n)%nat -> T q i = q i) /\
    forall q', within n r p q' -> (forall i, (i < n)%nat -> T q' i = q' i) ->
      forall i, (i < n)%nat -> q' i = q i.
Proof.
  set (G := fun q => sup n (fun i => T q i - q i)).
  destruct (attained n G (within n r p) (r + Sum n (fun i => Rabs (p i)))) as (q & Hq & Hmin).
  - intros q i Hq Hi. specialize (Hq i Hi).
    pose proof (abs_coordinate n p i Hi) as Hs.
    replace (q i) with ((q i - p i) + p i) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
  - intros x Hx i Hi. apply Rnot_lt_le. intros Hlt.
    destruct (Hx ((Rabs (x i - p i) - r) / 2) ltac:(lra)) as (q & Hq & Hw).
    specialize (Hq i Hi). specialize (Hw i Hi).
    replace (x i - p i) with ((q i - p i) + - (q i - x i)) in Hlt at 1 by ring.
    pose proof (Rabs_triang (q i - p i) (- (q i - x i))) as K. rewrite Rabs_Ropp in K.
    replace (q i - p i + - (q i - x i)) with (x i - p i) in * by ring. lra.
  - exists p. intros i _. rewrite Rminus_eq_0, Rabs_R0. assumption.
  - intros q Hq e He. exists (e / 4). split; [lra|]. intros q' Hq' Hc.
    assert (Hw : within n (e / 4) q q') by (intros i Hi; specialize (Hc i Hi); lra).
    pose proof (T_contracts q q' (e / 4) Hq Hq' Hw) as HT.
    assert (Hi' : forall i, (i < n)%nat -> Rabs ((T q' i - q' i) - (T q i - q i)) <= e / 2).
    { intros i Hi. specialize (HT i Hi). specialize (Hw i Hi).
      replace ((T q' i - q' i) - (T q i - q i)) with ((T q' i - T q i) + - (q' i - q i)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. nra. }
    assert (H1 : G q' <= G q + e / 2).
    { apply sup_least; [pose proof (sup_nonneg n (fun i => T q i - q i)); unfold G; lra|]. intros i Hi.
      pose proof (sup_coordinate n (fun i => T q i - q i) i Hi) as H. specialize (Hi' i Hi). cbv beta in H.
      replace (T q' i - q' i) with ((T q i - q i) + ((T q' i - q' i) - (T q i - q i))) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. unfold G. lra. }
    assert (H2 : G q <= G q' + e / 2).
    { apply sup_least; [pose proof (sup_nonneg n (fun i => T q' i - q' i)); unfold G; lra|]. intros i Hi.
      pose proof (sup_coordinate n (fun i => T q' i - q' i) i Hi) as H. specialize (Hi' i Hi). cbv beta in H.
      replace (T q i - q i) with ((T q' i - q' i) + - ((T q' i - q' i) - (T q i - q i))) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. unfold G. lra. }
    apply Rabs_def1; lra.
  - assert (HTq := T_maps_box q Hq).
    assert (Hdec : G (T q) <= k * G q).
    { apply sup_least; [apply Rmult_le_pos; [lra|apply sup_nonneg]|]. intros i Hi.
      apply (T_contracts q (T q)); auto. intros j Hj. apply (sup_coordinate n (fun i => T q i - q i) j Hj). }
    assert (G0 : G q <= 0) by (specialize (Hmin _ HTq); pose proof (sup_nonneg n (fun i => T q i - q i)); unfold G in *; nra).
    exists q. split; [assumption|].
    assert (Hfix : forall i, (i < n)%nat -> T q i = q i).
    { intros i Hi. pose proof (sup_coordinate n (fun i => T q i - q i) i Hi) as H. cbv beta in H.
      unfold G in G0. assert (Hz : Rabs (T q i - q i) <= 0) by lra. apply Rabs_le_between in Hz. lra. }
    split; [assumption|]. intros q' Hq' Hfix' i Hi.
    set (c := sup n (fun i => q' i - q i)).
    assert (Hc : c <= k * c).
    { apply sup_least; [apply Rmult_le_pos; [lra|apply sup_nonneg]|]. intros j Hj.
      rewrite <- (Hfix j Hj), <- (Hfix' j Hj). apply (T_contracts q q'); auto.
      intros l Hl. apply (sup_coordinate n (fun i => q' i - q i) l Hl). }
    pose proof (sup_nonneg n (fun i => q' i - q i)) as Hc0. fold c in Hc0.
    pose proof (sup_coordinate n (fun i => q' i - q i) i Hi) as H. cbv beta in H. fold c in H.
    assert (Hz : Rabs (q' i - q i) <= 0) by nra. apply Rabs_le_between in Hz. lra.
Qed.
End Contraction.

(* * Newton-Kantorovich for the gradient of F *)
Section Krawczyk.
Variables (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R) (p : vec) (r k k0 : R).
Hypothesis HF : smooth n F D D2.
(* The gradient, and the derivative M q v u of the slope D q v along u. *)
Variables (gradient : vec -> vec) (M : vec -> vec -> vec -> R).
Hypothesis D_gradient : forall q u, D q u = Sum n (fun j => gradient q j * u j).
Hypothesis D_M : forall q u v t, is_derive (fun t => D (move q t u) v) t (M (move q t u) v u).
(* Row i of the preconditioner C is the vector C i; J is any matrix with J C near the identity. *)
Variables (C : nat -> vec) (J : nat -> nat -> R).
Hypothesis Hr : 0 <= r. Hypothesis Hk : 0 <= k < 1. Hypothesis Hk0 : 0 <= k0 < 1.
Hypothesis contraction : forall q u i c, within n r p q -> (i < n)%nat ->
  (forall j, (j < n)%nat -> Rabs (u j) <= c) -> Rabs (u i - M q (C i) u) <= k * c.
Hypothesis step : forall i, (i < n)%nat -> Rabs (D p (C i)) <= (1 - k) * r.
Hypothesis inverse : forall i, (i < n)%nat ->
  Sum n (fun j => Rabs ((if Nat.eqb i j then 1 else 0) - Sum n (fun l => J i l * C l j))) <= k0.

(* C y = 0 implies y = 0, because |I - J C| < 1. *)
Lemma preconditioner_injective y :
  (forall i, (i < n)%nat -> Sum n (fun j => y j * C i j) = 0) -> forall i, (i < n)%nat -> y i = 0.
Proof.
  intros H. set (c := sup n y).
  assert (Hstep : forall i, (i < n)%nat -> Rabs (y i) <= k0 * c).
  { intros i Hi.
    assert (E : y i = Sum n (fun j => ((if Nat.eqb i j then 1 else 0) - Sum n (fun l => J i l * C l j)) * y j)).
    { rewrite (Sum_ext n _ (fun j => (if Nat.eqb i j then 1 else 0) * y j + -1 * Sum n (fun l => J i l * (y j * C l j)))).
      - rewrite Sum_plus, Sum_scal, identity_sum, Sum_exchange by assumption.
        rewrite (Sum_ext n (fun l => Sum n (fun j => J i l * (y j * C l j))) (fun l => 0 * 0)).
        + rewrite Sum_scal. ring.
        + intros l Hl. rewrite Sum_scal, H by assumption. ring.
      - intros j _. rewrite (Sum_ext n (fun l => J i l * (y j * C l j)) (fun l => y j * (J i l * C l j))) by (intros; ring).
        rewrite Sum_scal. ring. }
    rewrite E. eapply Rle_trans; [apply Sum_abs|].
    apply Rle_trans with (Sum n (fun j => c * Rabs ((if Nat.eqb i j then 1 else 0) - Sum n (fun l => J i l * C l j)))).
    - apply Sum_le. intros j Hj. rewrite Rabs_mult, Rmult_comm. apply Rmult_le_compat_r; [apply Rabs_pos|].
      now apply sup_coordinate.
    - rewrite Sum_scal. rewrite Rmult_comm. apply Rmult_le_compat_r; [apply sup_nonneg|now apply inverse]. }
  assert (Hc : c <= k0 * c) by (apply sup_least; [apply Rmult_le_pos; [lra|apply sup_nonneg]|assumption]).
  assert (Hc0 : 0 <= c) by apply sup_nonneg.
  intros i Hi. specialize (Hstep i Hi). assert (Hz : Rabs (y i) <= 0) by nra. apply Rabs_le_between in Hz. lra.
Qed.

Theorem krawczyk : exists q, within n r p q /\ critical D q /\
  forall q', within n r p q' -> critical D q' -> forall i, (i < n)%nat -> q' i = q i.
Proof.
  set (T := fun q i => q i - D q (C i)).
  destruct (contraction_fixed_point n T p r k Hr Hk) as (q & Hq & Hfix & Huniq).
  - intros q q' c Hq Hq' Hc i Hi. set (u := diff q' q).
    destruct (MVT_is (fun t => (q i + t * u i) - D (move q t u) (C i))
      (fun t => u i - M (move q t u) (C i) u) 0 1) as (t & Ht & E); [lra| |].
    + intros t _. apply (is_derive_minus (fun t => q i + t * u i) (fun t => D (move q t u) (C i)) t (u i)).
      * auto_derive; [trivial|ring].
      * apply D_M.
    + cbv beta in E.
      rewrite (D_ext _ _ _ _ HF (move q 1 u) q') in E by (intros; apply move_1).
      rewrite (D_ext _ _ _ _ HF (move q 0 u) q) in E by (intros; apply move_0).
      replace (T q' i - T q i) with (u i - M (move q t u) (C i) u) by (unfold T, u, diff in *; lra).
      apply contraction; auto. apply segment_in_box; auto; lra.
  - intros i Hi. unfold T. replace (p i - D p (C i) - p i) with (- D p (C i)) by ring.
    rewrite Rabs_Ropp. now apply step.
  - exists q. split; [assumption|].
    assert (Hcrit : critical D q).
    { assert (Hg : forall i, (i < n)%nat -> gradient q i = 0).
      { apply preconditioner_injective. intros i Hi. rewrite <- D_gradient.
        specialize (Hfix i Hi). unfold T in Hfix. lra. }
      intros u. rewrite D_gradient. rewrite (Sum_ext n _ (fun j => 0 * u j)).
      - rewrite Sum_scal. ring.
      - intros j Hj. now rewrite Hg. }
    split; [assumption|]. intros q' Hq' Hcrit'. apply Huniq; [assumption|].
    intros i Hi. unfold T. rewrite Hcrit'. ring.
Qed.
End Krawczyk.
