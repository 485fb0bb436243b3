(* Linear and quadratic forms on lists of real numbers.  A symmetric matrix is the list of the rows
   of its upper triangle, each row starting on the diagonal; missing entries at the end of a row are 0. *)
From Coq Require Import Reals Lra Lia Arith List.
From Certify Require Import Specification Vector.
Import ListNotations.
Open Scope R_scope.

Fixpoint add_lists (a b : list R) : list R :=
  match a, b with [], _ => b | _, [] => a | x :: a', y :: b' => x + y :: add_lists a' b' end.

(* u' A v *)
Fixpoint bilinear (A : list (list R)) (u v : list R) : R :=
  match A, u, v with
  | row :: A', x :: u', y :: v' =>
      (match row with [] => 0 | d :: o => d * x * y + x * dot o v' + y * dot o u' end) + bilinear A' u' v'
  | _, _, _ => 0
  end.

Fixpoint squares (u : list R) : R := match u with [] => 0 | x :: u' => x * x + squares u' end.
Fixpoint sum_abs (u : list R) : R := match u with [] => 0 | x :: u' => Rabs x + sum_abs u' end.

(* Square of the Frobenius norm. *)
Fixpoint frobenius2 (A : list (list R)) : R :=
  match A with
  | [] => 0
  | row :: A' => (match row with [] => 0 | d :: o => d * d + 2 * squares o end) + frobenius2 A'
  end.

(* The coordinates k .. k+n-1 of a vector. *)
Definition coordinates (k n : nat) (u : vec) : list R := map u (seq k n).

Lemma dot_nil_r g : dot g [] = 0. Proof. now destruct g. Qed.
Lemma dot_comm a b : dot a b = dot b a.
Proof. revert b. induction a as [|x a IH]; intros [|y b]; simpl; try reflexivity. rewrite IH. ring. Qed.
Lemma bilinear_nil_l A v : bilinear A [] v = 0. Proof. now destruct A. Qed.
Lemma bilinear_nil_r A u : bilinear A u [] = 0. Proof. destruct A, u; reflexivity. Qed.

Lemma dot_scale c a u : dot (map (Rmult c) a) u = c * dot a u.
Proof. revert u. induction a as [|x a IH]; intros [|v u]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_opp a u : dot (map Ropp a) u = - dot a u.
Proof. revert u. induction a as [|x a IH]; intros [|v u]; simpl; try ring. rewrite IH. ring. Qed.
Lemma dot_app a b u v : length a = length u -> dot (a ++ b) (u ++ v) = dot a u + dot b v.
Proof.
  revert u. induction a as [|x a IH]; intros [|y u] H; simpl in *; try discriminate; [ring|].
  rewrite IH by congruence. ring.
Qed.
Lemma dot_add a b u : dot (add_lists a b) u = dot a u + dot b u.
Proof.
  revert b u. induction a as [|x a IH]; intros b u; simpl; [ring|].
  destruct b as [|y b]; [simpl; ring|]. destruct u as [|v u]; simpl; [ring|]. rewrite IH. ring.
Qed.

Lemma squares_nonneg u : 0 <= squares u.
Proof. induction u as [|x u IH]; simpl; [lra|]. pose proof (Rle_0_sqr x) as H. unfold Rsqr in H. lra. Qed.
Lemma sum_abs_nonneg u : 0 <= sum_abs u.
Proof. induction u as [|x u IH]; simpl; [lra|]. pose proof (Rabs_pos x). lra. Qed.
Lemma frobenius2_nonneg A : 0 <= frobenius2 A.
Proof.
  induction A as [|row A IH]; simpl; [lra|]. destruct row as [|d o]; [lra|].
  pose proof (squares_nonneg o). pose proof (Rle_0_sqr d) as H0. unfold Rsqr in H0. lra.
Qed.

(* Cauchy-Schwarz, one step at a time. *)
Lemma cauchy_step X A B Y C D : 0 <= A -> 0 <= B -> 0 <= C -> 0 <= D ->
  X * X <= A * B -> Y * Y <= C * D -> (X + Y) * (X + Y) <= (A + C) * (B + D).
Proof.
  intros HA HB HC HD H1 H2.
  assert (H0 : 0 <= A * D + B * C) by (apply Rplus_le_le_0_compat; now apply Rmult_le_pos).
  assert (K : 2 * (X * Y) <= A * D + B * C); [|nra].
  apply Rnot_lt_le. intros Hlt.
  assert (E1 : (A * D + B * C) * (A * D + B * C) < (2 * (X * Y)) * (2 * (X * Y))) by (apply Rmult_le_0_lt_compat; lra).
  assert (E2 : (X * X) * (Y * Y) <= (A * B) * (C * D)).
  { apply Rmult_le_compat; try assumption; apply Rle_0_sqr. }
  pose proof (Rle_0_sqr (A * D - B * C)) as E3. unfold Rsqr in E3. lra.
Qed.

Lemma cauchy_schwarz a u : dot a u * dot a u <= squares a * squares u.
Proof.
  revert u. induction a as [|x a IH]; intros u; simpl; [lra|].
  destruct u as [|v u]; simpl; [lra|].
  apply cauchy_step; try apply squares_nonneg; try apply Rle_0_sqr; [right; ring|apply IH].
Qed.

Lemma dot_bound a u e : 0 <= e -> squares a <= e * e -> Rabs (dot a u) <= e * sqrt (squares u).
Proof.
  intros He Ha. pose proof (cauchy_schwarz a u) as H. pose proof (squares_nonneg u) as Hu.
  rewrite <- (sqrt_Rsqr_abs (dot a u)).
  replace (e * sqrt (squares u)) with (sqrt (e * e * squares u)).
  - apply sqrt_le_1_alt. unfold Rsqr. eapply Rle_trans; [exact H|]. now apply Rmult_le_compat_r.
  - rewrite sqrt_mult by (try assumption; apply Rle_0_sqr). now rewrite sqrt_square.
Qed.

Lemma dot_sup a u r : (forall x, In x u -> Rabs x <= r) -> 0 <= r -> Rabs (dot a u) <= sum_abs a * r.
Proof.
  intros H Hr. revert u H. induction a as [|x a IH]; intros u H; simpl; [rewrite Rabs_R0; lra|].
  destruct u as [|v u].
  - rewrite Rabs_R0. pose proof (Rabs_pos x). pose proof (sum_abs_nonneg a). apply Rmult_le_pos; lra.
  - eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult.
    pose proof (IH u (fun y Hy => H y (or_intror Hy))). pose proof (H v (or_introl eq_refl)).
    pose proof (Rabs_pos x). pose proof (Rabs_pos v). nra.
Qed.

Lemma frobenius_bound A u : bilinear A u u * bilinear A u u <= frobenius2 A * (squares u * squares u).
Proof.
  revert u. induction A as [|row A IH]; intros u; simpl; [lra|].
  pose proof (frobenius2_nonneg A) as HA.
  destruct u as [|x u]; simpl.
  { pose proof (frobenius2_nonneg (row :: A)) as H. simpl in H. lra. }
  pose proof (squares_nonneg u) as Hu. specialize (IH u).
  pose proof (Rle_0_sqr x) as Hx. unfold Rsqr in Hx.
  assert (HS : 0 <= squares u * squares u) by now apply Rmult_le_pos.
  destruct row as [|d o].
  - rewrite !Rplus_0_l. eapply Rle_trans; [exact IH|]. apply Rmult_le_compat_l; [assumption|].
    apply Rmult_le_compat; lra.
  - pose proof (squares_nonneg o) as Ho. pose proof (cauchy_schwarz o u) as Hc.
    assert (Hx2 : 0 <= x * x * (x * x)) by now apply Rmult_le_pos.
    assert (Hxs : 0 <= 2 * (x * x * squares u)) by (apply Rmult_le_pos; [lra|now apply Rmult_le_pos]).
    replace (d * x * x + x * dot o u + x * dot o u) with (d * (x * x) + 2 * x * dot o u) by ring.
    replace ((x * x + squares u) * (x * x + squares u))
      with ((x * x * (x * x) + 2 * (x * x * squares u)) + squares u * squares u) by ring.
    pose proof (Rle_0_sqr d) as Hd. unfold Rsqr in Hd.
    apply cauchy_step; try lra.
    apply cauchy_step; try lra.
    replace (2 * x * dot o u * (2 * x * dot o u)) with (4 * (x * x) * (dot o u * dot o u)) by ring.
    replace (2 * squares o * (2 * (x * x * squares u))) with (4 * (x * x) * (squares o * squares u)) by ring.
    apply Rmult_le_compat_l; [lra|assumption].
Qed.

Lemma bilinear_bound A u e : 0 <= e -> frobenius2 A <= e * e -> Rabs (bilinear A u u) <= e * squares u.
Proof.
  intros He HA. pose proof (frobenius_bound A u) as H. pose proof (squares_nonneg u) as Hu.
  rewrite <- (Rabs_pos_eq (e * squares u)) by now apply Rmult_le_pos.
  apply Rsqr_le_abs_0. unfold Rsqr. eapply Rle_trans; [exact H|].
  replace (e * squares u * (e * squares u)) with (e * e * (squares u * squares u)) by ring.
  apply Rmult_le_compat_r; [now apply Rmult_le_pos|assumption].
Qed.

(* * Lists and vectors *)

Lemma coordinates_length k n u : length (coordinates k n u) = n.
Proof. unfold coordinates. now rewrite map_length, seq_length. Qed.
Lemma coordinates_S k n u : coordinates k (S n) u = u k :: coordinates (S k) n u.
Proof. reflexivity. Qed.
Lemma coordinates_app k a b u : coordinates k (a + b) u = coordinates k a u ++ coordinates (k + a) b u.
Proof. unfold coordinates. now rewrite seq_app, map_app. Qed.
Lemma coordinates_ext k n u v : (forall i, (k <= i < k + n)%nat -> u i = v i) -> coordinates k n u = coordinates k n v.
Proof. intros H. apply map_ext_in. intros i Hi. apply in_seq in Hi. apply H. lia. Qed.
Lemma in_coordinates k n u x : In x (coordinates k n u) -> exists i, (k <= i < k + n)%nat /\ x = u i.
Proof. intros H. apply in_map_iff in H as (i & E & Hi). apply in_seq in Hi. exists i. split; [lia|auto]. Qed.

Lemma Sum_shift n f : Sum (S n) f = f 0%nat + Sum n (fun i => f (S i)).
Proof. induction n as [|n IH]; simpl in *; [ring|]. rewrite IH. ring. Qed.

Lemma dot_coordinates g k n u : dot g (coordinates k n u) = Sum n (fun j => nth j g 0 * u (k + j)%nat).
Proof.
  revert g k. induction n as [|n IH]; intros g k; [destruct g; reflexivity|].
  rewrite coordinates_S, Sum_shift. replace (k + 0)%nat with k by lia.
  destruct g as [|x g]; cbn [dot nth].
  - rewrite (Sum_ext _ _ (fun i => 0 * u i)) by (intros; ring). rewrite Sum_scal. ring.
  - rewrite IH. f_equal. apply Sum_ext. intros i _. now replace (S k + i)%nat with (k + S i)%nat by lia.
Qed.

Lemma squares_coordinates k n u : squares (coordinates k n u) = Sum n (fun i => u (k + i)%nat * u (k + i)%nat).
Proof.
  revert k. induction n as [|n IH]; intros k; [reflexivity|].
  rewrite coordinates_S, Sum_shift. cbn [squares]. rewrite IH. replace (k + 0)%nat with k by lia.
  f_equal. apply Sum_ext. intros i _. now replace (S k + i)%nat with (k + S i)%nat by lia.
Qed.

Lemma squares_N2 n u : squares (coordinates 0 n u) = N2 n u.
Proof. apply squares_coordinates. Qed.
