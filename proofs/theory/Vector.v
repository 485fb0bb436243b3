(* Vectors as functions nat -> R of which only the first n coordinates count:
   finite sums, the Euclidean norm, continuity. *)
From Coq Require Import Reals Lra Lia Arith List.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification.
Open Scope R_scope.

Definition vec := nat -> R.
Definition diff (q p : vec) : vec := fun i => q i - p i.
Definition N2 (n : nat) (u : vec) : R := Sum n (fun i => u i * u i).
Definition norm n u := sqrt (N2 n u).
(* continuity of F at q for the first n coordinates *)
Definition cont_at n (F : vec -> R) (q : vec) :=
  forall e, 0 < e -> exists d, 0 < d /\
    forall q', (forall i, (i < n)%nat -> Rabs (q' i - q i) < d) -> Rabs (F q' - F q) < e.

Lemma Sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> Sum n f = Sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|].
  rewrite IH, H; auto with arith.
Qed.
Lemma Sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> Sum n f <= Sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  apply Rplus_le_compat; auto with arith.
Qed.
Lemma Sum_scal n c f : Sum n (fun i => c * f i) = c * Sum n f.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.
Lemma Sum_plus n f g : Sum n (fun i => f i + g i) = Sum n f + Sum n g.
Proof. induction n as [|n IH]; simpl; [ring|rewrite IH; ring]. Qed.
Lemma Sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= Sum n f.
Proof.
  intros H. replace 0 with (Sum n (fun _ => 0)); [now apply Sum_le|].
  induction n as [|n IH]; simpl; [reflexivity|]. rewrite IH; auto with arith; ring.
Qed.
Lemma N2_nonneg n u : 0 <= N2 n u.
Proof. apply Sum_nonneg. intros; apply Rle_0_sqr. Qed.
Lemma N2_coord n u i : (i < n)%nat -> u i * u i <= N2 n u.
Proof.
  unfold N2. induction n as [|n IH]; intros H; [lia|]. simpl.
  assert (0 <= u n * u n) by apply Rle_0_sqr.
  pose proof (N2_nonneg n u) as H1. unfold N2 in H1.
  destruct (Nat.eq_dec i n) as [->|]; [lra|].
  assert (u i * u i <= Sum n (fun i => u i * u i)) by (apply IH; lia). lra.
Qed.
Lemma N2_scal n c u : N2 n (fun i => c * u i) = c * c * N2 n u.
Proof.
  unfold N2. rewrite <- Sum_scal. apply Sum_ext; intros; ring.
Qed.
Lemma N2_ext n u v : (forall i, (i < n)%nat -> u i = v i) -> N2 n u = N2 n v.
Proof. intros H. apply Sum_ext. intros; now rewrite H. Qed.
Lemma norm_sq n u : norm n u * norm n u = N2 n u.
Proof. apply sqrt_sqrt, N2_nonneg. Qed.
Lemma norm_nonneg n u : 0 <= norm n u.
Proof. apply sqrt_pos. Qed.
Lemma norm_coord n u i : (i < n)%nat -> Rabs (u i) <= norm n u.
Proof.
  intros H. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. now apply N2_coord.
Qed.
Lemma abs_coordinate n (p : vec) i : (i < n)%nat -> Rabs (p i) <= Sum n (fun i => Rabs (p i)).
Proof.
  induction n as [|n IH]; intros Hi; [lia|]. simpl. pose proof (Rabs_pos (p n)).
  assert (0 <= Sum n (fun i => Rabs (p i))) by (apply Sum_nonneg; intros; apply Rabs_pos).
  destruct (Nat.eq_dec i n) as [->|]; [lra|]. specialize (IH ltac:(lia)). lra.
Qed.
(* convexity of N2: |(1-t) u + t v|^2 = (1-t)|u|^2 + t|v|^2 - t(1-t)|u-v|^2 *)
Lemma N2_convex n u v t :
  N2 n (fun i => (1-t) * u i + t * v i)
  = (1-t) * N2 n u + t * N2 n v - t*(1-t) * N2 n (diff v u).
Proof.
  unfold N2, diff. induction n as [|n IH]; simpl; [ring|]. rewrite IH; ring.
Qed.

Lemma N2_self n p : N2 n (diff p p) = 0.
Proof. unfold N2, diff. induction n as [|n IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

Section Cont.
Variable n : nat.
Lemma cont_const c q : cont_at n (fun _ => c) q.
Proof. intros e He. exists 1. split; [lra|]. intros. rewrite Rminus_eq_0, Rabs_R0; lra. Qed.
Lemma cont_coord i q : (i < n)%nat -> cont_at n (fun q => q i) q.
Proof. intros Hi e He. exists e. split; [lra|]. intros q' H. now apply H. Qed.
Lemma cont_comp2 (f : R -> R -> R) F G q :
  (forall e, 0 < e -> exists d, 0 < d /\ forall x y,
      Rabs (x - F q) < d -> Rabs (y - G q) < d -> Rabs (f x y - f (F q) (G q)) < e) ->
  cont_at n F q -> cont_at n G q -> cont_at n (fun q => f (F q) (G q)) q.
Proof.
  intros Hf HF HG e He. destruct (Hf e He) as (d & Hd & H).
  destruct (HF d Hd) as (d1 & Hd1 & H1). destruct (HG d Hd) as (d2 & Hd2 & H2).
  exists (Rmin d1 d2). split; [now apply Rmin_pos|]. intros q' Hq.
  apply H; [apply H1|apply H2]; intros i Hi; specialize (Hq i Hi).
  - eapply Rlt_le_trans; [apply Hq|apply Rmin_l].
  - eapply Rlt_le_trans; [apply Hq|apply Rmin_r].
Qed.
Lemma cont_plus F G q : cont_at n F q -> cont_at n G q -> cont_at n (fun q => F q + G q) q.
Proof.
  apply (cont_comp2 Rplus). intros e He. exists (e/2). split; [lra|]. intros x y Hx Hy.
  replace (x + y - (F q + G q)) with ((x - F q) + (y - G q)) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. lra.
Qed.
Lemma cont_mult F G q : cont_at n F q -> cont_at n G q -> cont_at n (fun q => F q * G q) q.
Proof.
  apply (cont_comp2 Rmult). intros e He.
  set (a := Rabs (F q)). set (b := Rabs (G q)).
  assert (Ha : 0 <= a) by apply Rabs_pos. assert (Hb : 0 <= b) by apply Rabs_pos.
  assert (Hk : 0 < a + b + 2) by lra.
  exists (Rmin 1 (e / (a + b + 2))). split.
  { apply Rmin_pos; [lra|]. apply Rdiv_lt_0_compat; lra. }
  intros x y Hx Hy.
  assert (Hx1 : Rabs (x - F q) < 1) by (eapply Rlt_le_trans; [apply Hx|apply Rmin_l]).
  assert (Hx2 : Rabs (x - F q) < e/(a+b+2)) by (eapply Rlt_le_trans; [apply Hx|apply Rmin_r]).
  assert (Hy2 : Rabs (y - G q) < e/(a+b+2)) by (eapply Rlt_le_trans; [apply Hy|apply Rmin_r]).
  replace (x * y - F q * G q) with ((x - F q) * (y - G q) + F q * (y - G q) + G q * (x - F q)) by ring.
  set (u := Rabs (x - F q)) in *. set (v := Rabs (y - G q)) in *.
  assert (Hu : 0 <= u) by apply Rabs_pos. assert (Hv : 0 <= v) by apply Rabs_pos.
  apply Rle_lt_trans with (u * v + a * v + b * u).
  { eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult. fold b u.
    apply Rplus_le_compat; [|right; reflexivity].
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult. fold u v a. lra. }
  set (d := e/(a+b+2)) in *.
  assert (He' : e = d * (a+b+2)) by (unfold d; field; lra).
  assert (0 < d) by (unfold d; apply Rdiv_lt_0_compat; lra).
  rewrite He'. nra.
Qed.
Lemma cont_comp (f : R -> R) F q :
  continuous f (F q) -> cont_at n F q -> cont_at n (fun q => f (F q)) q.
Proof.
  intros Hf HF. apply (cont_comp2 (fun x _ => f x) F F q); auto.
  intros e He.
  assert (L : locally (f (F q)) (ball (f (F q)) e)) by (exists (mkposreal e He); auto).
  destruct (Hf _ L) as (d & Hd). exists d. split; [apply cond_pos|].
  intros x y Hx _. apply (Hd x). exact Hx.
Qed.
Lemma cont_Sum m (F : nat -> vec -> R) q :
  (forall i, (i < m)%nat -> cont_at n (F i) q) -> cont_at n (fun q => Sum m (fun i => F i q)) q.
Proof.
  induction m as [|m IH]; intros H; simpl; [apply cont_const|].
  apply (cont_plus (fun q => Sum m (fun i => F i q)) (F m)); auto with arith.
Qed.
Lemma cont_N2 p q : cont_at n (fun q => N2 n (diff q p)) q.
Proof.
  unfold N2. apply (cont_Sum n (fun i q => diff q p i * diff q p i)). intros i Hi.
  apply (cont_mult (fun q => diff q p i) (fun q => diff q p i));
  apply (cont_plus (fun q => q i) (fun _ => - p i)); auto using cont_coord, cont_const.
Qed.
End Cont.
