(* Exact Morse index without determinants or eigenvalues: two families of directions, negative and positive along all
   combinations, that together are as many as there are parameters (Sylvester's law of inertia). *)
From Coq Require Import Reals Lra Lia List.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus.
Import ListNotations.
Open Scope R_scope.

Lemma combination_cons x c v l i : combination (x :: c) (v :: l) i = x * v i + combination c l i.
Proof. reflexivity. Qed.

Lemma dot_zero_map l v : dot l (map (fun _ : nat -> R => 0) v) = 0.
Proof. revert v. induction l as [|x l IH]; intros [|y v]; simpl; try ring. rewrite IH. ring. Qed.

(* More than n vectors of R^n are dependent: eliminate the last coordinate. *)
Lemma dependent n : forall l : list (nat -> R), (n < length l)%nat ->
  exists c, length c = length l /\ (exists x, In x c /\ x <> 0) /\
    forall i, (i < n)%nat -> combination c l i = 0.
Proof.
  induction n as [|n IH]; intros l Hl.
  - exists (map (fun _ => 1) l). split; [apply map_length|]. split; [|intros; lia].
    destruct l as [|v l]; [simpl in Hl; lia|]. exists 1. split; [now left|lra].
  - assert (D : (forall v, In v l -> v n = 0) \/ exists a v b, l = a ++ v :: b /\ v n <> 0).
    { clear. induction l as [|v l IH]; [left; intros v []|].
      destruct (Req_dec (v n) 0) as [E|E].
      - destruct IH as [IH|(a & w & b & -> & H)].
        + left. intros w [<-|Hw]; auto.
        + right. exists (v :: a), w, b. auto.
      - right. exists [], v, l. auto. }
    destruct D as [D|(a & p & b & -> & Hp)].
    + destruct (IH l) as (c & H1 & H2 & H3); [lia|]. exists c. repeat split; auto.
      intros i Hi. destruct (Nat.eq_dec i n) as [->|]; [|apply H3; lia].
      unfold combination. rewrite (map_ext_in _ (fun _ => 0)) by auto. apply dot_zero_map.
    + set (el := fun v : nat -> R => fun i => v i - v n / p n * p i).
      destruct (IH (map el (a ++ b))) as (c & H1 & (x & Hx & Hx0) & H3).
      { rewrite map_length, app_length. rewrite app_length in Hl. simpl in Hl. lia. }
      rewrite map_length, app_length in H1.
      set (c1 := firstn (length a) c). set (c2 := skipn (length a) c).
      assert (Ec : c = c1 ++ c2) by (symmetry; apply firstn_skipn).
      assert (L1 : length c1 = length a) by (unfold c1; rewrite firstn_length; lia).
      assert (L2 : length c2 = length b) by (unfold c2; rewrite skipn_length; lia).
      set (g := - (combination c (a ++ b) n) / p n).
      assert (E : forall i, combination (c1 ++ g :: c2) (a ++ p :: b) i = combination c (a ++ b) i + g * p i).
      { intros i. unfold combination. rewrite Ec, !map_app, !dot_app by (rewrite map_length; congruence).
        cbn [map dot]. ring. }
      exists (c1 ++ g :: c2). split; [rewrite !app_length; simpl; lia|]. split.
      * exists x. split; [|assumption]. rewrite Ec in Hx. apply in_app_or in Hx. apply in_or_app.
        destruct Hx; [now left|right; now right].
      * assert (K : forall i, combination c (map el (a ++ b)) i
          = combination c (a ++ b) i - combination c (a ++ b) n / p n * p i).
        { intros i. unfold combination. rewrite map_map. unfold el. clear -Hp.
          revert c. generalize (a ++ b) as l. induction l as [|v l IH]; intros [|y c]; simpl; try (field; assumption).
          rewrite IH. field. assumption. }
        intros i Hi. rewrite E. unfold g. destruct (Nat.eq_dec i n) as [->|]; [field; assumption|].
        specialize (H3 i ltac:(lia)). rewrite K in H3.
        transitivity (combination c (a ++ b) i - combination c (a ++ b) n / p n * p i); [field; assumption|exact H3].
Qed.

(* Families of coefficients that are all 0, or not. *)
Lemma coefficients_cases (c : list R) : (exists x, In x c /\ x <> 0) \/ forall x, In x c -> x = 0.
Proof.
  induction c as [|y c IH]; [right; intros x []|].
  destruct (Req_dec y 0) as [->|Hy]; [|left; exists y; split; [now left|assumption]].
  destruct IH as [(x & Hx & Hx0)|IH]; [left; exists x; split; [now right|assumption]|].
  right. intros x [<-|Hx]; auto.
Qed.
Lemma combination_zero c l i : (forall x, In x c -> x = 0) -> combination c l i = 0.
Proof.
  intros H. unfold combination. revert l. induction c as [|y c IH]; intros [|v l]; simpl; try reflexivity.
  rewrite (H y) by now left. rewrite IH by (intros x Hx; apply H; now right). ring.
Qed.
Lemma nonzero_squares (c : list R) : (exists x, In x c /\ x <> 0) -> 0 < squares c.
Proof.
  intros (x & Hx & Hx0). induction c as [|y c IH]; [destruct Hx|]. simpl. pose proof (squares_nonneg c).
  destruct Hx as [->|Hx]; [|specialize (IH Hx)]; nra.
Qed.

Section Point.
Variables (P : problem) (m : nat).
Notation f := (unit_function P).
Notation n := (parameters P m).

(* The second derivative is the curvature. *)
Lemma second_derivative_curvature q u d : second_derivative P m q u d <-> d = Curvature P m q u u.
Proof.
  pose proof (Loss_smooth P m) as HF.
  assert (K : second_derivative P m q u (Curvature P m q u u)).
  { exists (fun t => Slope P m (move q t u) u). split.
    - intros t. apply Coquelicot.Derive.is_derive_Reals. apply (F_D _ _ _ _ HF).
    - apply Coquelicot.Derive.is_derive_Reals. rewrite <- (Curvature_ext P m (move q 0 u) q) by (intros; apply move_0).
      apply (D_D2 _ _ _ _ HF). }
  split; [|now intros ->]. intros (s & H1 & H2). destruct K as (s' & K1 & K2).
  assert (E : forall t, s t = s' t) by (intros t; eapply uniqueness_limite; [apply H1|apply K1]).
  eapply uniqueness_limite; [exact H2|].
  intros e He. destruct (K2 e He) as (dl & Hd). exists dl. intros h Hh Hh'. rewrite !E. now apply Hd.
Qed.

(* The curvature is bilinear. *)
Lemma output_curvature_linear (nt : list neuron) a b (u v w : vec) k j (x : list R) :
  output_curvature f nt (network (dimension P) j k (fun i => a * u i + b * v i)) (network (dimension P) j k w) x
  = a * output_curvature f nt (network (dimension P) j k u) (network (dimension P) j k w) x
    + b * output_curvature f nt (network (dimension P) j k v) (network (dimension P) j k w) x.
Proof.
  revert nt k. induction j as [|j IH]; intros [|(c,z) nt] k; simpl; try ring.
  rewrite IH. rewrite (dot_linear a b u v (seq (S k) (dimension P)) x). ring.
Qed.
Lemma Curvature_combination q a b u v w :
  Curvature P m q (fun i => a * u i + b * v i) w = a * Curvature P m q u w + b * Curvature P m q v w.
Proof.
  unfold Curvature. set (W := weight P).
  rewrite (SumL_ext _ (fun z =>
    a * (output_slope f (network (dimension P) m 0 q) (network (dimension P) m 0 u) (fst z)
         * output_slope f (network (dimension P) m 0 q) (network (dimension P) m 0 w) (fst z)
      + residual P (network (dimension P) m 0 q) z
        * output_curvature f (network (dimension P) m 0 q) (network (dimension P) m 0 u) (network (dimension P) m 0 w) (fst z))
    + b * (output_slope f (network (dimension P) m 0 q) (network (dimension P) m 0 v) (fst z)
         * output_slope f (network (dimension P) m 0 q) (network (dimension P) m 0 w) (fst z)
      + residual P (network (dimension P) m 0 q) z
        * output_curvature f (network (dimension P) m 0 q) (network (dimension P) m 0 v) (network (dimension P) m 0 w) (fst z)))).
  - rewrite SumL_plus, !SumL_scal. ring.
  - intros z. rewrite output_slope_linear, output_curvature_linear. ring.
Qed.
Lemma Curvature_ext_direction q u v w : (forall i, (i < n)%nat -> u i = v i) -> Curvature P m q u w = Curvature P m q v w.
Proof. intros H. unfold Curvature. now rewrite (net_ext P m u v). Qed.
Lemma Curvature_zero q u w : (forall i, (i < n)%nat -> u i = 0) -> Curvature P m q u w = 0.
Proof.
  intros H. rewrite (Curvature_ext_direction q u (fun i => 0 * u i + 0 * u i)) by (intros; rewrite H by assumption; ring).
  rewrite Curvature_combination. ring.
Qed.

(* The Gram matrix of the curvature (upper triangle) gives the curvature of combinations. *)
Fixpoint gram (K : vec -> vec -> R) (l : list vec) : list (list R) :=
  match l with [] => [] | v :: l' => map (K v) (v :: l') :: gram K l' end.
Lemma curvature_dot q c l w : length c = length l ->
  Curvature P m q (combination c l) w = dot (map (fun v => Curvature P m q w v) l) c.
Proof.
  revert c. induction l as [|v l IH]; intros [|x c] H; try discriminate.
  - apply Curvature_zero. reflexivity.
  - rewrite (Curvature_ext_direction q (combination (x :: c) (v :: l)) (fun i => x * v i + 1 * combination c l i))
      by (intros; rewrite combination_cons; ring).
    rewrite Curvature_combination, IH by (simpl in H; congruence). simpl. rewrite (Curvature_symmetric P m q w v). ring.
Qed.
Lemma gram_curvature q c l : length c = length l ->
  bilinear (gram (Curvature P m q) l) c c = Curvature P m q (combination c l) (combination c l).
Proof.
  revert c. induction l as [|v l IH]; intros [|x c] H; try discriminate.
  - symmetry. now apply Curvature_zero.
  - assert (Hl : length c = length l) by (simpl in H; congruence).
    set (w := combination c l).
    assert (E : forall z, Curvature P m q (combination (x :: c) (v :: l)) z = x * Curvature P m q v z + 1 * Curvature P m q w z).
    { intros z. rewrite (Curvature_ext_direction q (combination (x :: c) (v :: l)) (fun i => x * v i + 1 * w i))
        by (intros; unfold w; rewrite combination_cons; ring). apply Curvature_combination. }
    assert (EW : Curvature P m q w v = dot (map (Curvature P m q v) l) c) by (apply curvature_dot; assumption).
    rewrite E, (Curvature_symmetric P m q v), (Curvature_symmetric P m q w), !E.
    cbn [gram map bilinear]. rewrite IH by assumption. fold w.
    rewrite (Curvature_symmetric P m q v w), EW. ring.
Qed.

(* Definiteness in terms of the curvature. *)
Lemma definite_curvature s q l c : definite s P m q l -> length c = length l -> (exists x, In x c /\ x <> 0) ->
  0 < s * Curvature P m q (combination c l) (combination c l).
Proof.
  intros H Hc Hx. destruct (H c Hc Hx) as (d & Hd & Hs). apply second_derivative_curvature in Hd. now rewrite <- Hd.
Qed.

(* Two definite families that fill the space: Sylvester's law of inertia. *)
Theorem index_from_families q negative positive : definite (-1) P m q negative -> definite 1 P m q positive ->
  (length negative + length positive)%nat = n -> morse_index P m q (length negative).
Proof.
  intros Hn Hp Hlen. split; [exists negative; auto|]. intros l Hl Hd.
  destruct (dependent n (l ++ positive)) as (c & H1 & Hx & H3); [rewrite app_length; lia|].
  rewrite app_length in H1.
  set (c1 := firstn (length l) c). set (c2 := skipn (length l) c).
  assert (Ec : c = c1 ++ c2) by (symmetry; apply firstn_skipn).
  assert (L1 : length c1 = length l) by (unfold c1; rewrite firstn_length; lia).
  assert (L2 : length c2 = length positive) by (unfold c2; rewrite skipn_length; lia).
  set (u := combination c1 l). set (w := combination c2 positive).
  assert (E : forall i, (i < n)%nat -> u i = -1 * w i + 0 * w i).
  { intros i Hi. specialize (H3 i Hi). rewrite Ec in H3. unfold combination in H3.
    rewrite map_app, dot_app in H3 by (rewrite map_length; congruence). unfold u, w, combination. lra. }
  assert (K : Curvature P m q u u = Curvature P m q w w).
  { rewrite (Curvature_ext_direction q u _ u E), Curvature_combination, (Curvature_symmetric P m q w u),
      (Curvature_ext_direction q u _ w E), Curvature_combination. ring. }
  assert (Nu : (exists x, In x c1 /\ x <> 0) -> 0 < -1 * Curvature P m q u u) by exact (definite_curvature _ _ _ _ Hd L1).
  assert (Pw : (exists x, In x c2 /\ x <> 0) -> 0 < 1 * Curvature P m q w w) by exact (definite_curvature _ _ _ _ Hp L2).
  destruct (coefficients_cases c1) as [A|A]; destruct (coefficients_cases c2) as [B|B].
  - specialize (Nu A). specialize (Pw B). lra.
  - specialize (Nu A). assert (Curvature P m q w w = 0) by (apply Curvature_zero; intros; now apply combination_zero). lra.
  - specialize (Pw B). assert (Curvature P m q u u = 0) by (apply Curvature_zero; intros; now apply combination_zero). lra.
  - destruct Hx as (x & Hx & Hx0). rewrite Ec in Hx. apply in_app_or in Hx. destruct Hx; [now apply Hx0, A|now apply Hx0, B].
Qed.

(* With null directions between them. *)
Lemma null_combination q c null v : (forall u, In u null -> forall v, Curvature P m q u v = 0) -> length c = length null ->
  Curvature P m q (combination c null) v = 0.
Proof.
  intros H Hc. rewrite curvature_dot, dot_comm by assumption. rewrite (map_ext_in _ (fun _ => 0)); [apply dot_zero_map|].
  intros u Hu. rewrite Curvature_symmetric. now apply H.
Qed.
Lemma null_direction_curvature q u : (forall v, Curvature P m q u v = 0) -> null_direction P m q u.
Proof.
  intros H v e He. apply second_derivative_curvature in He. apply second_derivative_curvature. rewrite He.
  assert (E : forall w, Curvature P m q (fun i => u i + v i) w = Curvature P m q v w).
  { intros w. transitivity (Curvature P m q (fun i => 1 * u i + 1 * v i) w).
    - apply Curvature_ext_direction. intros; ring.
    - rewrite Curvature_combination, H. ring. }
  rewrite E, (Curvature_symmetric P m q v (fun i => u i + v i)), E. reflexivity.
Qed.
Theorem index_and_nullity q negative positive (null : list (nat -> R)) : definite (-1) P m q negative -> definite 1 P m q positive ->
  (forall u, In u null -> forall v, Curvature P m q u v = 0) -> independent_directions n null ->
  (length null + length negative + length positive)%nat = n ->
  morse_index P m q (length negative) /\ nullity P m q (length null).
Proof.
  intros Hn Hp Hz Hi Hlen. split.
  2:{ exists null, negative, positive. repeat split; auto. intros u Hu. apply null_direction_curvature. now apply Hz. }
  split; [exists negative; auto|]. intros l Hl Hd.
  destruct (dependent n (l ++ positive ++ null)) as (c & H1 & Hx & H3); [rewrite !app_length; lia|].
  rewrite !app_length in H1.
  set (c1 := firstn (length l) c). set (c' := skipn (length l) c).
  set (c2 := firstn (length positive) c'). set (c3 := skipn (length positive) c').
  assert (Ec : c = c1 ++ c2 ++ c3) by (unfold c1, c2, c3, c'; now rewrite !firstn_skipn).
  assert (L1 : length c1 = length l) by (unfold c1; rewrite firstn_length; lia).
  assert (L2 : length c2 = length positive) by (unfold c2, c'; rewrite firstn_length, skipn_length; lia).
  assert (L3 : length c3 = length null) by (unfold c3, c'; rewrite !skipn_length; lia).
  set (u := combination c1 l). set (w := combination c2 positive). set (z := combination c3 null).
  assert (E : forall i, (i < n)%nat -> u i = -1 * w i + -1 * z i).
  { intros i Hi'. specialize (H3 i Hi'). rewrite Ec in H3. unfold combination in H3.
    rewrite !map_app, !dot_app in H3 by (rewrite map_length; congruence). unfold u, w, z, combination. lra. }
  assert (Z : forall v, Curvature P m q z v = 0) by (intros v; now apply null_combination).
  assert (K : Curvature P m q u u = Curvature P m q w w).
  { rewrite (Curvature_ext_direction q u _ u E), Curvature_combination, Z, (Curvature_symmetric P m q w u),
      (Curvature_ext_direction q u _ w E), Curvature_combination, Z. ring. }
  assert (Nu : (exists x, In x c1 /\ x <> 0) -> 0 < -1 * Curvature P m q u u) by exact (definite_curvature _ _ _ _ Hd L1).
  assert (Pw : (exists x, In x c2 /\ x <> 0) -> 0 < 1 * Curvature P m q w w) by exact (definite_curvature _ _ _ _ Hp L2).
  assert (Zu : (forall x, In x c1 -> x = 0) -> Curvature P m q u u = 0)
    by (intros A; apply Curvature_zero; intros; now apply combination_zero).
  assert (Zw : (forall x, In x c2 -> x = 0) -> Curvature P m q w w = 0)
    by (intros A; apply Curvature_zero; intros; now apply combination_zero).
  destruct (coefficients_cases c1) as [A|A]; destruct (coefficients_cases c2) as [B|B].
  - specialize (Nu A). specialize (Pw B). lra.
  - specialize (Nu A). specialize (Zw B). lra.
  - specialize (Zu A). specialize (Pw B). lra.
  - destruct Hx as (x & Hx & Hx0). apply Hx0. rewrite Ec in Hx. apply in_app_or in Hx as [Hx|Hx]; [now apply A|].
    apply in_app_or in Hx as [Hx|Hx]; [now apply B|]. apply (Hi c3 L3); [|exact Hx].
    intros i Hi'. specialize (E i Hi'). unfold u, w in E. rewrite !combination_zero in E by assumption. unfold z in E. lra.
Qed.

(* Two families that fill the space, definite on all of a box: the gradient vanishes at most once there.  Between two
   such points, u apart, some c u + v + w = 0 with v, w combinations of the families; the slope along v - w changes in
   the direction c u by -v'Hv + w'Hw > 0 all the way, yet is 0 at both ends. *)
Theorem only_one_critical p r q y negative positive :
  (forall x, within n r p x -> definite (-1) P m x negative) -> (forall x, within n r p x -> definite 1 P m x positive) ->
  (length negative + length positive)%nat = n -> within n r p q -> within n r p y ->
  critical (Slope P m) q -> critical (Slope P m) y -> forall i, (i < n)%nat -> y i = q i.
Proof.
  intros Hn Hp Hlen Hq Hy Cq Cy. set (u := diff y q).
  destruct (dependent n (u :: negative ++ positive)) as (c & H1 & Hx & H3); [simpl; rewrite app_length; lia|].
  destruct c as [|c0 c]; [discriminate|]. simpl in H1. rewrite app_length in H1.
  set (c1 := firstn (length negative) c). set (c2 := skipn (length negative) c).
  assert (Ec : c = c1 ++ c2) by (symmetry; apply firstn_skipn).
  assert (L1 : length c1 = length negative) by (unfold c1; rewrite firstn_length; lia).
  assert (L2 : length c2 = length positive) by (unfold c2; rewrite skipn_length; lia).
  set (v := combination c1 negative). set (w := combination c2 positive).
  assert (E : forall i, (i < n)%nat -> c0 * u i + v i + w i = 0).
  { intros i Hi. specialize (H3 i Hi). rewrite combination_cons, Ec in H3. unfold combination in H3.
    rewrite map_app, dot_app in H3 by (rewrite map_length; congruence). unfold v, w, combination. lra. }
  set (z := fun i => 1 * v i + -1 * w i).
  assert (K : forall x, c0 * Curvature P m x u z = - Curvature P m x v v + Curvature P m x w w).
  { intros x.
    assert (E1 : Curvature P m x (fun i => c0 * u i + 0 * u i) z = c0 * Curvature P m x u z)
      by (rewrite Curvature_combination; ring).
    rewrite <- E1, (Curvature_ext_direction x _ (fun i => -1 * v i + -1 * w i)) by (intros i Hi; specialize (E i Hi); lra).
    rewrite Curvature_combination, (Curvature_symmetric P m x v z), (Curvature_symmetric P m x w z).
    unfold z. rewrite !Curvature_combination, (Curvature_symmetric P m x w v). ring. }
  destruct (MVT_is (fun t => Slope P m (move q t u) z) (fun t => Curvature P m (move q t u) u z) 0 1) as (t & Ht & D);
    [lra|intros t _; apply Slope_curvature|].
  pose proof (Loss_smooth P m) as HF.
  rewrite (D_ext _ _ _ _ HF (move q 0 u) q), (D_ext _ _ _ _ HF (move q 1 u) y), (Cq z), (Cy z) in D
    by (intros; unfold u; first [apply move_0|apply move_1]).
  assert (D0 : Curvature P m (move q t u) u z = 0) by lra.
  assert (Hin : within n r p (move q t u)) by (apply segment_in_box; auto; lra).
  specialize (K (move q t u)). rewrite D0, Rmult_0_r in K.
  assert (Nv : (exists x, In x c1 /\ x <> 0) -> 0 < -1 * Curvature P m (move q t u) v v)
    by exact (definite_curvature _ _ _ _ (Hn _ Hin) L1).
  assert (Pw : (exists x, In x c2 /\ x <> 0) -> 0 < 1 * Curvature P m (move q t u) w w)
    by exact (definite_curvature _ _ _ _ (Hp _ Hin) L2).
  assert (Zv : (forall x, In x c1 -> x = 0) -> Curvature P m (move q t u) v v = 0)
    by (intros A; apply Curvature_zero; intros; now apply combination_zero).
  assert (Zw : (forall x, In x c2 -> x = 0) -> Curvature P m (move q t u) w w = 0)
    by (intros A; apply Curvature_zero; intros; now apply combination_zero).
  destruct (coefficients_cases c1) as [A|A]; destruct (coefficients_cases c2) as [B|B].
  - specialize (Nv A). specialize (Pw B). lra.
  - specialize (Nv A). specialize (Zw B). lra.
  - specialize (Zv A). specialize (Pw B). lra.
  - assert (C0 : c0 <> 0).
    { destruct Hx as (x & Hx & Hx0). destruct Hx as [->|Hx]; [exact Hx0|]. rewrite Ec in Hx. apply in_app_or in Hx.
      destruct Hx; [now elim Hx0; apply A|now elim Hx0; apply B]. }
    intros i Hi. specialize (E i Hi). unfold v, w in E. rewrite !combination_zero in E by assumption.
    assert (c0 * u i = 0) by lra. apply Rmult_integral in H as [H|H]; [now elim C0|]. unfold u, diff in H. lra.
Qed.

(* A direction of a negative family makes a critical point a strict saddle. *)
Lemma strict_saddle_from_family q v l : critical_point P m q -> definite (-1) P m q (v :: l) -> strict_saddle P m q.
Proof.
  intros Hc Hd. split; [exact Hc|].
  destruct (Hd (1 :: map (fun _ => 0) l)) as (d & (slope & H1 & H2) & Hneg).
  - simpl. now rewrite map_length.
  - exists 1. split; [now left|lra].
  - exists (combination (1 :: map (fun _ => 0) l) (v :: l)), slope, d. repeat split; auto. lra.
Qed.
End Point.
