(* Minimisers exist: a continuous function attains its minimum on a ball of R^n, and a
   minimiser inside the ball is a local minimum.

   The proof of attainment fixes one coordinate after the other: "A is low" says that no point of
   the set lies below all points of A; the least upper bound of { y | { q_k >= y } is low } is the
   next coordinate.  No compactness, no choice. *)
From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector.
Open Scope R_scope.

Section Attainment.
Variables (n : nat) (F : vec -> R) (S : vec -> Prop) (bound : R).
Hypothesis S_bounded : forall q i, S q -> (i < n)%nat -> Rabs (q i) <= bound.
Hypothesis S_closed : forall x, (forall e, 0 < e -> exists q, S q /\ within n e x q) -> S x.
Hypothesis S_inhabited : exists q, S q.
Hypothesis F_continuous : forall q, S q -> forall e, 0 < e -> exists d, 0 < d /\
  forall q', S q' -> (forall i, (i < n)%nat -> Rabs (q' i - q i) < d) -> Rabs (F q' - F q) < e.

Definition low (A : vec -> Prop) := forall q', S q' -> exists q, S q /\ A q /\ F q <= F q'.

Lemma coordinates_found k : (k <= n)%nat -> exists x, forall e, 0 < e -> low (within k e x).
Proof.
  induction k as [|k IH]; intros Hk.
  - exists (fun _ => 0). intros e _ q' Hq'. exists q'. repeat split; auto with real. intros i Hi; lia.
  - destruct (IH ltac:(lia)) as (x & Hx).
    set (E := fun y => forall e, 0 < e -> low (fun q => within k e x q /\ y <= q k)).
    destruct S_inhabited as (q0 & Hq0).
    destruct (completeness E) as (l & Hup & Hleast).
    + exists bound. intros y Hy. destruct (Hy 1 ltac:(lra) q0 Hq0) as (q & Hq & (_ & Hyq) & _).
      pose proof (S_bounded q k Hq ltac:(lia)) as Hb. apply Rabs_le_between in Hb. lra.
    + exists (- bound). intros e He q' Hq'. destruct (Hx e He q' Hq') as (q & Hq & Hw & Hle).
      exists q. repeat split; auto.
      pose proof (S_bounded q k Hq ltac:(lia)) as Hb. apply Rabs_le_between in Hb. lra.
    + exists (fun i => if Nat.eqb i k then l else x i). intros e He.
      (* some y > l - e belongs to E, and l + e does not *)
      destruct (Classical_Prop.classic (exists y, E y /\ l - e < y)) as [(y & Hy & Hly)|Hno].
      2:{ exfalso. assert (l <= l - e); [|lra]. apply Hleast. intros y Hy.
          apply Rnot_lt_le. intros Hlt. apply Hno. now exists y. }
      destruct (Classical_Prop.classic (E (l + e))) as [Hbad|Hbad].
      { pose proof (Hup _ Hbad). lra. }
      destruct (Classical_Pred_Type.not_all_ex_not _ _ Hbad) as (e0 & Hbad1).
      destruct (Classical_Prop.imply_to_and _ _ Hbad1) as (He0 & Hbad2).
      destruct (Classical_Pred_Type.not_all_ex_not _ _ Hbad2) as (q1 & Hbad3).
      destruct (Classical_Prop.imply_to_and _ _ Hbad3) as (Hq1 & Hbad4).
      intros q' Hq'.
      assert (Hmin : exists q2, S q2 /\ F q2 <= F q' /\ F q2 <= F q1).
      { destruct (Rle_dec (F q') (F q1)); [exists q'|exists q1]; repeat split; auto; lra. }
      destruct Hmin as (q2 & Hq2 & Hle1 & Hle2).
      destruct (Hy (Rmin e e0) ltac:(now apply Rmin_pos) q2 Hq2) as (q & Hq & (Hw & Hyq) & Hle).
      exists q. split; [assumption|]. split; [|lra].
      assert (Hlt : q k < l + e).
      { apply Rnot_le_lt. intros Hge. apply Hbad4. exists q. repeat split; auto; [|lra].
        intros i Hi. eapply Rle_trans; [apply Hw, Hi|apply Rmin_r]. }
      intros i Hi. destruct (Nat.eqb_spec i k) as [->|Hne].
      * apply Rabs_le_between. lra.
      * eapply Rle_trans; [apply Hw; lia|apply Rmin_l].
Qed.

Theorem attained : exists q, S q /\ forall q', S q' -> F q <= F q'.
Proof.
  destruct (coordinates_found n (le_n n)) as (x & Hx). destruct S_inhabited as (q0 & Hq0).
  assert (HS : S x).
  { apply S_closed. intros e He. destruct (Hx e He q0 Hq0) as (q & Hq & Hw & _). now exists q. }
  exists x. split; [assumption|]. intros q' Hq'. apply Rnot_lt_le. intros Hlt.
  destruct (F_continuous x HS (F x - F q') ltac:(lra)) as (d & Hd & Hc).
  destruct (Hx (d / 2) ltac:(lra) q' Hq') as (q & Hq & Hw & Hle).
  assert (Hr : Rabs (F q - F x) < F x - F q').
  { apply Hc; [assumption|]. intros i Hi. specialize (Hw i Hi). lra. }
  apply Rabs_def2 in Hr. lra.
Qed.
End Attainment.

(* * Balls *)

Definition inball (n : nat) (p : vec) (r : R) (q : vec) : Prop := N2 n (diff q p) <= r * r.

Lemma inball_centre n p r : inball n p r p.
Proof. unfold inball. rewrite N2_self. apply Rle_0_sqr. Qed.

Lemma inball_norm n p r q : 0 <= r -> (inball n p r q <-> norm n (diff q p) <= r).
Proof.
  intros Hr. unfold inball. split; intros H.
  - unfold norm. rewrite <- (sqrt_square r) by assumption. now apply sqrt_le_1_alt.
  - rewrite <- norm_sq. pose proof (norm_nonneg n (diff q p)). now apply Rmult_le_compat.
Qed.

Lemma inball_within n p r q : 0 <= r -> inball n p r q -> within n r p q.
Proof.
  intros Hr H i Hi. apply inball_norm in H; [|assumption].
  eapply Rle_trans; [apply (norm_coord n (diff q p) i Hi)|exact H].
Qed.

Lemma inball_mono n p r r' q : 0 <= r <= r' -> inball n p r q -> inball n p r' q.
Proof. unfold inball. intros Hr H. nra. Qed.

Lemma segment_in_ball n p r q q' t :
  inball n p r q -> inball n p r q' -> 0 <= t <= 1 -> inball n p r (move q t (diff q' q)).
Proof.
  unfold inball. intros H H' Ht.
  replace (N2 n (diff (move q t (diff q' q)) p)) with
    (N2 n (fun i => (1-t) * diff q p i + t * diff q' p i)).
  - rewrite N2_convex. set (Z := N2 n (diff (diff q' p) (diff q p))).
    assert (0 <= Z) by apply N2_nonneg.
    assert (0 <= t * (1 - t) * Z) by (apply Rmult_le_pos; [nra|assumption]). nra.
  - apply N2_ext. intros i _. unfold diff, move. ring.
Qed.

Lemma segment_in_box n p r q q' t :
  within n r p q -> within n r p q' -> 0 <= t <= 1 -> within n r p (move q t (diff q' q)).
Proof.
  intros H H' Ht i Hi. specialize (H i Hi). specialize (H' i Hi). unfold move, diff.
  replace (q i + t * (q' i - q i) - p i) with ((1-t) * (q i - p i) + t * (q' i - p i)) by ring.
  apply Rabs_le_between in H. apply Rabs_le_between in H'. apply Rabs_le_between. nra.
Qed.

Definition local_min (n : nat) (F : vec -> R) (q : vec) := exists d, 0 < d /\
  forall q', (forall i, (i < n)%nat -> Rabs (q' i - q i) < d) -> F q <= F q'.

Theorem minimum_on_ball n F p r : 0 <= r -> (forall q, inball n p r q -> cont_at n F q) ->
  exists q, inball n p r q /\ forall q', inball n p r q' -> F q <= F q'.
Proof.
  intros Hr HF. apply (attained n F (inball n p r) (r + Sum n (fun i => Rabs (p i)))).
  - intros q i Hq Hi. pose proof (inball_within n p r q Hr Hq i Hi) as H.
    pose proof (abs_coordinate n p i Hi) as Hs.
    replace (q i) with ((q i - p i) + p i) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
  - intros x Hx. unfold inball. apply Rnot_lt_le. intros Hlt.
    destruct (cont_N2 n p x (N2 n (diff x p) - r * r) ltac:(lra)) as (d & Hd & Hc).
    destruct (Hx (d / 2) ltac:(lra)) as (q & Hq & Hw). unfold inball in Hq.
    assert (H : Rabs (N2 n (diff q p) - N2 n (diff x p)) < N2 n (diff x p) - r * r).
    { apply Hc. intros i Hi. specialize (Hw i Hi). lra. }
    apply Rabs_def2 in H. lra.
  - exists p. apply inball_centre.
  - intros q Hq e He. destruct (HF q Hq e He) as (d & Hd & Hc). exists d. auto.
Qed.

Lemma interior_minimum n F p r q : N2 n (diff q p) < r * r ->
  (forall q', inball n p r q' -> F q <= F q') -> local_min n F q.
Proof.
  intros Hi Hmin. destruct (cont_N2 n p q (r * r - N2 n (diff q p)) ltac:(lra)) as (d & Hd & Hc).
  exists d. split; [assumption|]. intros q' Hq'. apply Hmin. unfold inball.
  specialize (Hc q' Hq'). apply Rabs_def2 in Hc. lra.
Qed.
