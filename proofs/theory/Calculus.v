(* The loss is smooth: its first and second directional derivatives, as sums over the data. *)
From Coq Require Import Reals Lra Lia Arith List.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth QuadraticForm.
Import ListNotations.
Open Scope R_scope.

(* * The unit function: both are solutions of s' = polynomial in s *)

Definition slope_of (f : activation) (s : R) : R :=
  match f with Sigmoid => s * (1 - s) | Tanh => 1 - s * s end.
Definition curvature_of (f : activation) (s : R) : R :=
  match f with Sigmoid => slope_of f s * (1 - 2 * s) | Tanh => - (2 * s * slope_of f s) end.

Lemma exp_sum_pos z : 0 < exp z + exp (- z).
Proof. pose proof (exp_pos z). pose proof (exp_pos (- z)). lra. Qed.

Lemma is_derive_activate f z : is_derive (activate f) z (slope_of f (activate f z)).
Proof.
  destruct f; simpl.
  - pose proof (exp_pos (- z)). unfold sigmoid. auto_derive; [lra|]. field. lra.
  - pose proof (exp_sum_pos z). unfold hyperbolic_tangent. auto_derive; [lra|]. field. lra.
Qed.

Lemma is_derive_slope f z :
  is_derive (fun z => slope_of f (activate f z)) z (curvature_of f (activate f z)).
Proof.
  replace (curvature_of f (activate f z))
    with (slope_of f (activate f z) * (match f with Sigmoid => 1 - 2 * activate f z | Tanh => - (2 * activate f z) end))
    by (destruct f; simpl; ring).
  apply (is_derive_comp (slope_of f) (activate f)); [|apply is_derive_activate].
  generalize (activate f z) as s. destruct f; intros s.
  - change (is_derive (fun s => s * (1 - s)) s (1 - 2 * s)). auto_derive; [trivial|ring].
  - change (is_derive (fun s => 1 - s * s) s (- (2 * s))). auto_derive; [trivial|ring].
Qed.

(* * Directional derivatives of the output *)

(* Derivative of the output in direction u; neurons of u pair with those of the network. *)
Fixpoint output_slope (f : activation) (net u : list neuron) (x : list R) : R :=
  match net, u with
  | (a, w) :: net', (b, v) :: u' =>
      let s := activate f (dot w x) in
      b * s + a * slope_of f s * dot v x + output_slope f net' u' x
  | _, _ => 0
  end.

(* Second derivative in directions u and v. *)
Fixpoint output_curvature (f : activation) (net u v : list neuron) (x : list R) : R :=
  match net, u, v with
  | (a, w) :: net', (b, wu) :: u', (c, wv) :: v' =>
      let s := activate f (dot w x) in
      c * slope_of f s * dot wu x + b * slope_of f s * dot wv x
      + a * curvature_of f s * dot wu x * dot wv x + output_curvature f net' u' v' x
  | _, _, _ => 0
  end.

Lemma dot_move q t u l x : dot (map (move q t u) l) x = dot (map q l) x + t * dot (map u l) x.
Proof.
  revert x. induction l as [|i l IH]; intros [|y x]; simpl; try ring. rewrite IH. unfold move. ring.
Qed.

Lemma is_derive_along (g : R -> R) g' q u l x t :
  is_derive g (dot (map (move q t u) l) x) g' ->
  is_derive (fun t => g (dot (map (move q t u) l) x)) t (dot (map u l) x * g').
Proof.
  intros H.
  apply (is_derive_ext (fun t => g (dot (map q l) x + t * dot (map u l) x))).
  { intros s. now rewrite dot_move. }
  rewrite dot_move in H.
  apply (is_derive_comp g (fun t => dot (map q l) x + t * dot (map u l) x)); [exact H|].
  auto_derive; [trivial|ring].
Qed.

Lemma is_derive_product (f g : R -> R) (t f' g' : R) : is_derive f t f' -> is_derive g t g' ->
  is_derive (fun t => f t * g t) t (f' * g t + f t * g').
Proof.
  intros Hf Hg. evar_last.
  - apply (is_derive_mult f g t f' g' Hf Hg). intros; apply Rmult_comm.
  - unfold plus, mult; simpl. ring.
Qed.

Lemma is_derive_sum (f g : R -> R) (t f' g' : R) : is_derive f t f' -> is_derive g t g' ->
  is_derive (fun t => f t + g t) t (f' + g').
Proof. intros Hf Hg. apply (is_derive_plus f g t f' g' Hf Hg). Qed.

Lemma is_derive_move q u t i : is_derive (fun t => move q t u i) t (u i).
Proof. unfold move. auto_derive; [trivial|ring]. Qed.

Lemma is_derive_equal (f : R -> R) (t l l' : R) : is_derive f t l -> @eq R l l' -> is_derive f t l'.
Proof. now intros H <-. Qed.

Lemma is_derive_output f d m k q u x t :
  is_derive (fun t => output f (network d m k (move q t u)) x) t
    (output_slope f (network d m k (move q t u)) (network d m k u) x).
Proof.
  revert k. induction m as [|m IH]; intros k; simpl; [apply @is_derive_const|].
  apply is_derive_sum; [|apply IH].
  eapply is_derive_equal.
  - apply is_derive_product; [apply is_derive_move|].
    apply (is_derive_along (activate f)). apply is_derive_activate.
  - cbv beta. ring.
Qed.

Lemma is_derive_output_slope f d m k q u v x t :
  is_derive (fun t => output_slope f (network d m k (move q t u)) (network d m k v) x) t
    (output_curvature f (network d m k (move q t u)) (network d m k u) (network d m k v) x).
Proof.
  revert k. induction m as [|m IH]; intros k; simpl; [apply @is_derive_const|].
  apply is_derive_sum; [|apply IH].
  eapply is_derive_equal.
  - apply is_derive_sum.
    + apply (is_derive_product (fun _ => v k)); [apply @is_derive_const|].
      apply (is_derive_along (activate f)). apply is_derive_activate.
    + apply is_derive_product; [|apply @is_derive_const].
      apply is_derive_product; [apply is_derive_move|].
      apply (is_derive_along (fun z => slope_of f (activate f z))). apply is_derive_slope.
  - cbv beta. unfold zero; simpl. ring.
Qed.

(* * Sums over the data *)

Definition SumL {A} (f : A -> R) (l : list A) : R := fold_right (fun x acc => f x + acc) 0 l.

Lemma is_derive_SumL {A} (f f' : A -> R -> R) l t : (forall x, is_derive (f x) t (f' x t)) ->
  is_derive (fun t => SumL (fun x => f x t) l) t (SumL (fun x => f' x t) l).
Proof.
  intros H. induction l as [|x l IH]; simpl; [apply @is_derive_const|]. now apply is_derive_sum.
Qed.
Lemma SumL_scal {A} c (f : A -> R) l : SumL (fun x => c * f x) l = c * SumL f l.
Proof. induction l as [|x l IH]; simpl; [ring|rewrite IH; ring]. Qed.
Lemma SumL_plus {A} (f g : A -> R) l : SumL (fun x => f x + g x) l = SumL f l + SumL g l.
Proof. induction l as [|x l IH]; simpl; [ring|rewrite IH; ring]. Qed.
Lemma SumL_ext_in {A} (f g : A -> R) l : (forall x, In x l -> f x = g x) -> SumL f l = SumL g l.
Proof.
  induction l as [|x l IH]; intros H; simpl; [reflexivity|].
  rewrite (H x (or_introl eq_refl)), IH; auto using in_cons.
Qed.
Lemma SumL_ext {A} (f g : A -> R) l : (forall x, f x = g x) -> SumL f l = SumL g l.
Proof. intros H. apply SumL_ext_in. auto. Qed.
Lemma SumL_nonneg {A} (f : A -> R) l : (forall x, 0 <= f x) -> 0 <= SumL f l.
Proof. intros H. induction l as [|x l IH]; simpl; [lra|]. specialize (H x). lra. Qed.

Section Loss.
Variables (P : problem) (m : nat).
Notation f := (unit_function P).
Notation net := (network (dimension P) m 0).
Definition samples : list (list R * R) := combine (points P) (label_values P).
Definition weight : R := 2 / INR (length (points P)).

Definition Slope (q u : vec) : R :=
  weight * SumL (fun z => residual P (net q) z * output_slope f (net q) (net u) (fst z)) samples.
Definition Curvature (q u v : vec) : R :=
  weight * SumL (fun z => output_slope f (net q) (net u) (fst z) * output_slope f (net q) (net v) (fst z)
    + residual P (net q) z * output_curvature f (net q) (net u) (net v) (fst z)) samples.

Lemma Loss_sum q : Loss P m q = weight * (SumL (fun z => residual P (net q) z * residual P (net q) z) samples / 2).
Proof.
  unfold Loss, weight, Rdiv. generalize (/ INR (length (points P))) as i. intros i.
  change (fold_right _ 0 _) with (SumL (fun z => residual P (net q) z * residual P (net q) z) samples). field.
Qed.

Lemma is_derive_residual q u z t :
  is_derive (fun t => residual P (net (move q t u)) z) t (output_slope f (net (move q t u)) (net u) (fst z)).
Proof.
  unfold residual. eapply is_derive_equal.
  - apply (is_derive_minus (fun t => output f (net (move q t u)) (fst z)) (fun _ => snd z));
      [apply is_derive_output|apply @is_derive_const].
  - unfold minus, plus, opp, zero; simpl. ring.
Qed.

Lemma Loss_slope q u t : is_derive (fun t => Loss P m (move q t u)) t (Slope (move q t u) u).
Proof.
  apply (is_derive_ext (fun t => weight * (SumL (fun z => / 2 * (residual P (net (move q t u)) z * residual P (net (move q t u)) z)) samples))).
  { intros s. rewrite Loss_sum, SumL_scal. match goal with |- ?a = ?b => change (@eq R a b) end. field. }
  apply (is_derive_scal (fun t => SumL (fun z => / 2 * (residual P (net (move q t u)) z * residual P (net (move q t u)) z)) samples)).
  apply (is_derive_SumL (fun z t => / 2 * (residual P (net (move q t u)) z * residual P (net (move q t u)) z))
    (fun z t => residual P (net (move q t u)) z * output_slope f (net (move q t u)) (net u) (fst z))).
  intros z. eapply is_derive_equal.
  - apply (is_derive_scal (fun t => residual P (net (move q t u)) z * residual P (net (move q t u)) z)).
    apply is_derive_product; apply is_derive_residual.
  - unfold mult; simpl. field.
Qed.

Lemma Slope_curvature q u v t : is_derive (fun t => Slope (move q t u) v) t (Curvature (move q t u) u v).
Proof.
  unfold Slope, Curvature.
  apply (is_derive_scal (fun t => SumL (fun z => residual P (net (move q t u)) z * output_slope f (net (move q t u)) (net v) (fst z)) samples)).
  apply (is_derive_SumL (fun z t => residual P (net (move q t u)) z * output_slope f (net (move q t u)) (net v) (fst z))
    (fun z t => output_slope f (net (move q t u)) (net u) (fst z) * output_slope f (net (move q t u)) (net v) (fst z)
     + residual P (net (move q t u)) z * output_curvature f (net (move q t u)) (net u) (net v) (fst z))).
  intros z. apply is_derive_product; [apply is_derive_residual|apply is_derive_output_slope].
Qed.

(* * Extensionality and continuity *)

Lemma network_ext d k w q q' : (forall i, (i < k + w * S d)%nat -> q i = q' i) -> network d w k q = network d w k q'.
Proof.
  revert k. induction w as [|w IH]; intros k H; simpl; [reflexivity|].
  f_equal; [f_equal|].
  - apply H. lia.
  - apply map_ext_in. intros i Hi. apply in_seq in Hi. apply H. lia.
  - apply IH. intros i Hi. apply H. lia.
Qed.

Lemma net_ext q q' : (forall i, (i < parameters P m)%nat -> q i = q' i) -> net q = net q'.
Proof. intros H. now apply network_ext. Qed.

Lemma continuous_dot n q k w x : (k + w <= n)%nat -> cont_at n (fun q => dot (map q (seq k w)) x) q.
Proof.
  revert k x. induction w as [|w IH]; intros k x H; simpl; [apply cont_const|].
  destruct x as [|y x]; [apply cont_const|].
  apply (cont_plus n (fun q => q k * y) (fun q => dot (map q (seq (S k) w)) x)); [|apply IH; lia].
  apply (cont_mult n (fun q => q k) (fun _ => y)); [apply cont_coord; lia|apply cont_const].
Qed.

Lemma continuous_output n d k w x q : (k + w * S d <= n)%nat ->
  cont_at n (fun q => output f (network d w k q) x) q.
Proof.
  revert k. induction w as [|w IH]; intros k H; simpl; [apply cont_const|].
  apply (cont_plus n (fun q => q k * activate f (dot (map q (seq (S k) d)) x))
     (fun q => output f (network d w (k + S d) q) x)); [|apply IH; lia].
  apply (cont_mult n (fun q => q k) (fun q => activate f (dot (map q (seq (S k) d)) x))); [apply cont_coord; lia|].
  apply (cont_comp n (activate f) (fun q => dot (map q (seq (S k) d)) x)).
  - apply (ex_derive_continuous (V := R_NormedModule) (activate f)). eexists. apply is_derive_activate.
  - apply continuous_dot. lia.
Qed.

Lemma continuous_residual z q : cont_at (parameters P m) (fun q => residual P (net q) z) q.
Proof.
  unfold residual, Rminus.
  apply (cont_plus _ (fun q => output f (net q) (fst z)) (fun _ => - snd z)); [|apply cont_const].
  now apply continuous_output.
Qed.

Lemma continuous_SumL n {A} (g : A -> vec -> R) l q :
  (forall x, cont_at n (g x) q) -> cont_at n (fun q => SumL (fun x => g x q) l) q.
Proof.
  intros H. induction l as [|x l IH]; simpl; [apply cont_const|].
  apply (cont_plus n (g x) (fun q => SumL (fun x => g x q) l)); auto.
Qed.

Theorem Loss_smooth : smooth (parameters P m) (Loss P m) Slope (fun q u => Curvature q u u).
Proof.
  constructor.
  - intros q q' H. rewrite !Loss_sum. now rewrite (net_ext q q').
  - intros q q' u H. unfold Slope. now rewrite (net_ext q q').
  - intros q. unfold Loss, Rdiv.
    apply (cont_mult _ (fun q => SumL (fun z => residual P (net q) z * residual P (net q) z) samples)
      (fun _ => / INR (length (points P)))); [|apply cont_const].
    apply (continuous_SumL _ (fun z q => residual P (net q) z * residual P (net q) z)). intros z.
    apply (cont_mult _ (fun q => residual P (net q) z) (fun q => residual P (net q) z)); apply continuous_residual.
  - intros. apply Loss_slope.
  - intros. apply Slope_curvature.
Qed.

Lemma Curvature_ext q q' u v : (forall i, (i < parameters P m)%nat -> q i = q' i) -> Curvature q u v = Curvature q' u v.
Proof. intros H. unfold Curvature. now rewrite (net_ext q q'). Qed.

Lemma output_curvature_symmetric net u v x : output_curvature f net u v x = output_curvature f net v u x.
Proof.
  revert u v. induction net as [|(a,w) net IH]; intros [|(b,wu) u] [|(c,wv) v]; simpl; try reflexivity.
  rewrite IH. ring.
Qed.
(* The slope is linear in the direction. *)
Lemma dot_linear a b (u v : vec) (l : list nat) (x : list R) :
  dot (map (fun i => a * u i + b * v i) l) x = a * dot (map u l) x + b * dot (map v l) x.
Proof. revert x. induction l as [|i l IH]; intros [|y x]; simpl; try ring. rewrite IH. ring. Qed.
Lemma output_slope_linear (nt : list neuron) a b (u v : vec) w k (x : list R) :
  output_slope f nt (network (dimension P) w k (fun i => a * u i + b * v i)) x
  = a * output_slope f nt (network (dimension P) w k u) x + b * output_slope f nt (network (dimension P) w k v) x.
Proof.
  revert nt k. induction w as [|w IH]; intros [|(c,z) nt] k; simpl; try ring.
  rewrite IH.
  rewrite (dot_linear a b u v (seq (S k) (dimension P)) x). ring.
Qed.
Lemma Slope_combination q a b u v : Slope q (fun i => a * u i + b * v i) = a * Slope q u + b * Slope q v.
Proof.
  unfold Slope. set (W := weight).
  rewrite (SumL_ext _ (fun z => a * (residual P (net q) z * output_slope f (net q) (net u) (fst z))
    + b * (residual P (net q) z * output_slope f (net q) (net v) (fst z)))).
  - rewrite SumL_plus, !SumL_scal. ring.
  - intros z. rewrite output_slope_linear. ring.
Qed.
Lemma Slope_ext_direction q u v : (forall i, (i < parameters P m)%nat -> u i = v i) -> Slope q u = Slope q v.
Proof. intros H. unfold Slope. now rewrite (net_ext u v). Qed.
Lemma Slope_linear q u :
  Slope q u = Sum (parameters P m) (fun j => Slope q (fun i => if Nat.eqb j i then 1 else 0) * u j).
Proof.
  set (n := parameters P m).
  assert (H : forall k, (k <= n)%nat -> Slope q (fun i => if Nat.ltb i k then u i else 0)
    = Sum k (fun j => Slope q (fun i => if Nat.eqb j i then 1 else 0) * u j)).
  { induction k as [|k IH]; intros Hk; simpl.
    - rewrite (Slope_ext_direction q _ (fun i => 0 * u i + 0 * u i)).
      + rewrite Slope_combination. ring.
      + intros i _. simpl. ring.
    - rewrite <- IH by lia.
      rewrite (Slope_ext_direction q _ (fun i => 1 * (fun i => if Nat.ltb i k then u i else 0) i + u k * (fun i => if Nat.eqb k i then 1 else 0) i)).
      + rewrite Slope_combination. ring.
      + intros i _. cbv beta. destruct (Nat.ltb_spec i (S k)), (Nat.ltb_spec i k), (Nat.eqb_spec k i); subst; try lia; ring. }
  rewrite <- (H n (le_n n)). apply Slope_ext_direction. intros i Hi. fold n in Hi.
  apply Nat.ltb_lt in Hi. now rewrite Hi.
Qed.
Lemma Curvature_symmetric q u v : Curvature q u v = Curvature q v u.
Proof.
  unfold Curvature. f_equal. apply SumL_ext. intros z. rewrite output_curvature_symmetric. ring.
Qed.
End Loss.
