(* How many neurons a teacher needs: sigmoids of different rates are linearly independent.  On a line x = t u every neuron is
   an a s(c t).  1 - s(c t) is of the order exp(- k c t) for t to infinity: the smallest rates count first, and their
   coefficients must cancel; then the next.  So a network that is the teacher has, for each neuron of the teacher, one of
   the same rate up to sign. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals Permutation.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Statements.
Import ListNotations.
Open Scope R_scope.

(* 1 - s(z) = height / (1 + exp (rate z)) *)
Definition height (f : activation) : R := match f with Sigmoid => 1 | Tanh => 2 end.
Definition decay (f : activation) : R := match f with Sigmoid => 1 | Tanh => 2 end.
Definition tail (f : activation) (z : R) : R := height f / (1 + exp (decay f * z)).

Lemma one_plus_exp z : 0 < 1 + exp z.
Proof. pose proof (exp_pos z). lra. Qed.

Lemma activate_tail f z : activate f z = 1 - tail f z.
Proof.
  unfold tail. destruct f; cbn [activate height decay].
  - rewrite Rmult_1_l. unfold sigmoid. rewrite exp_Ropp. pose proof (exp_pos z). field. lra.
  - unfold hyperbolic_tangent. replace (2 * z) with (z + z) by ring. rewrite exp_plus, exp_Ropp.
    pose proof (exp_pos z). assert (0 < exp z * exp z) by now apply Rmult_lt_0_compat. field. repeat split; try lra; nra.
Qed.

Lemma activate_minus f z : activate f (- z) = (height f - 1) * -1 + tail f z.
Proof.
  rewrite activate_tail. unfold tail. destruct f; cbn [height decay].
  - replace (1 * - z) with (- z) by ring. rewrite Rmult_1_l, exp_Ropp. pose proof (exp_pos z). field. lra.
  - replace (2 * - z) with (- (2 * z)) by ring. rewrite exp_Ropp. pose proof (exp_pos (2 * z)). field. lra.
Qed.

(* * Sums of tails: a list of (coefficient, rate) *)
Fixpoint tails (f : activation) (l : list (R * R)) (t : R) : R :=
  match l with [] => 0 | (b, c) :: l' => b * tail f (c * t) + tails f l' t end.

(* The coefficients of one rate. *)
Fixpoint coefficient (l : list (R * R)) (rate : R) : R :=
  match l with
  | [] => 0
  | (b, c) :: l' => (if Req_EM_T c rate then b else 0) + coefficient l' rate
  end.

Lemma decay_pos f : 0 < decay f. Proof. destruct f; simpl; lra. Qed.
Lemma height_pos f : 0 < height f. Proof. destruct f; simpl; lra. Qed.

Lemma is_lim_times g h (a b : R) : is_lim g p_infty a -> is_lim h p_infty b -> is_lim (fun t => g t * h t) p_infty (a * b).
Proof. intros Hg Hh. apply (is_lim_mult g h p_infty a b Hg Hh). exact I. Qed.

Lemma exp_small c : 0 < c -> is_lim (fun t => exp (- (c * t))) p_infty 0.
Proof.
  intros Hc. apply (is_lim_comp exp (fun t => - (c * t)) p_infty 0 m_infty).
  - apply is_lim_exp_m.
  - replace m_infty with (Rbar_opp p_infty) by reflexivity. apply is_lim_opp.
    replace p_infty with (Rbar_mult c p_infty) at 2.
    + apply (is_lim_scal_l (fun t => t)). apply is_lim_id.
    + cbn. destruct (Rle_dec 0 c) as [H|H]; [|lra]. destruct (Rle_lt_or_eq_dec 0 c H); [reflexivity|lra].
  - exists 0. intros y _ H. discriminate H.
Qed.

(* exp (decay r t) tail (c t) tends to the height if c = r, to 0 if c > r > 0. *)
Lemma tail_limit f r c : 0 <= r -> r <= c -> 0 < c ->
  is_lim (fun t => exp (decay f * (r * t)) * tail f (c * t)) p_infty (Finite (if Req_EM_T c r then height f else 0)).
Proof.
  intros Hr Hrc Hc. pose proof (decay_pos f) as Hk. pose proof (height_pos f) as Hh.
  apply (is_lim_ext (fun t => height f * exp (- (decay f * (c - r) * t)) * / (1 + exp (- (decay f * c * t))))).
  { intros t. unfold tail. replace (decay f * (c * t)) with (decay f * (c - r) * t + decay f * (r * t)) by ring.
    replace (decay f * c * t) with (decay f * (c - r) * t + decay f * (r * t)) by ring.
    rewrite Ropp_plus_distr, !exp_plus, !exp_Ropp.
    pose proof (exp_pos (decay f * (c - r) * t)). pose proof (exp_pos (decay f * (r * t))).
    assert (0 < exp (decay f * (c - r) * t) * exp (decay f * (r * t))) by now apply Rmult_lt_0_compat.
    field. repeat split; lra. }
  assert (L : is_lim (fun t => / (1 + exp (- (decay f * c * t)))) p_infty 1).
  { replace (Finite 1) with (Rbar_inv 1) by (simpl; f_equal; field).
    apply is_lim_inv; [|simpl; intros E; injection E; lra].
    replace (Finite 1) with (Finite (1 + 0)) by (f_equal; ring).
    apply (is_lim_plus' (fun _ => 1)); [apply is_lim_const|]. apply exp_small. now apply Rmult_lt_0_compat. }
  destruct (Req_EM_T c r) as [E|E].
  - replace (Finite (height f)) with (Finite (height f * 1)) by (f_equal; ring).
    apply is_lim_times; [|exact L]. apply (is_lim_ext (fun _ => height f)); [|apply is_lim_const].
    intros t. replace (decay f * (c - r) * t) with 0 by (rewrite E; ring). rewrite Ropp_0, exp_0. ring.
  - replace (Finite 0) with (Finite (height f * 0 * 1)) by (f_equal; ring).
    apply is_lim_times; [|exact L]. apply (is_lim_times (fun _ => height f)); [apply is_lim_const|].
    apply exp_small. apply Rmult_lt_0_compat; lra.
Qed.

Lemma tails_limit f r l : 0 <= r -> (forall b c, In (b, c) l -> 0 < c /\ r <= c) ->
  is_lim (fun t => exp (decay f * (r * t)) * tails f l t) p_infty (height f * coefficient l r).
Proof.
  intros Hr. induction l as [|(b, c) l IH]; intros H; cbn [tails coefficient].
  - apply (is_lim_ext (fun _ => 0)); [intros; ring|]. rewrite Rmult_0_r. apply is_lim_const.
  - apply (is_lim_ext (fun t => b * (exp (decay f * (r * t)) * tail f (c * t)) + exp (decay f * (r * t)) * tails f l t)).
    { intros t. ring. }
    replace (Finite (height f * ((if Req_EM_T c r then b else 0) + coefficient l r)))
      with (Finite (b * (if Req_EM_T c r then height f else 0) + height f * coefficient l r)).
    2:{ f_equal. destruct (Req_EM_T c r); ring. }
    destruct (H b c) as [H1 H2]; [now left|].
    apply is_lim_plus'; [|apply IH; intros b' c' H'; apply (H b' c'); now right].
    apply (is_lim_times (fun _ => b)); [apply is_lim_const|]. now apply tail_limit.
Qed.

Lemma is_lim_zero g (x : R) : (forall t, g t = 0) -> is_lim g p_infty x -> x = 0.
Proof.
  intros H L. assert (is_lim g p_infty 0). { apply (is_lim_ext (fun _ => 0)); [intros; now rewrite H|apply is_lim_const]. }
  pose proof (is_lim_unique _ _ _ L) as E1. pose proof (is_lim_unique _ _ _ H0) as E2. rewrite E1 in E2. now injection E2.
Qed.

(* The entries of other rates. *)
Definition others (r : R) (l : list (R * R)) : list (R * R) := filter (fun e => if Req_EM_T (snd e) r then false else true) l.

Lemma others_tails f r l t : tails f l t = coefficient l r * tail f (r * t) + tails f (others r l) t.
Proof.
  induction l as [|(b, c) l IH]; cbn [tails coefficient others filter snd]; [ring|]. rewrite IH. unfold others.
  destruct (Req_EM_T c r) as [->|]; cbn [tails]; ring.
Qed.
Lemma others_coefficient r s l : s <> r -> coefficient (others r l) s = coefficient l s.
Proof.
  intros H. induction l as [|(b, c) l IH]; cbn [coefficient others filter snd]; [reflexivity|].
  unfold others in IH. destruct (Req_EM_T c r) as [->|]; cbn [coefficient]; rewrite IH; [|reflexivity].
  destruct (Req_EM_T r s); [congruence|ring].
Qed.
Lemma others_shorter r l : (exists b, In (b, r) l) -> (length (others r l) < length l)%nat.
Proof.
  induction l as [|(b, c) l IH]; intros (b' & Hb); [destruct Hb|]. cbn [others filter snd].
  assert (W : (length (others r l) <= length l)%nat).
  { clear. unfold others. induction l as [|e l IH]; cbn [filter length]; [lia|]. destruct (Req_EM_T (snd e) r); cbn [length]; lia. }
  unfold others in *. destruct (Req_EM_T c r) as [E|E]; cbn [length].
  - lia.
  - destruct Hb as [Hb|Hb]; [injection Hb; congruence|]. assert (exists b, In (b, r) l) by eauto. specialize (IH H). lia.
Qed.

Lemma smallest_rate (l : list (R * R)) : l <> [] -> exists r, (exists b, In (b, r) l) /\ forall b c, In (b, c) l -> r <= c.
Proof.
  induction l as [|(b, c) l IH]; [congruence|intros _]. destruct l as [|e l].
  - exists c. split; [exists b; now left|]. intros b' c' [E|[]]. injection E. lra.
  - destruct IH as (r & (b' & Hr) & Hmin); [discriminate|]. destruct (Rle_dec r c).
    + exists r. split; [exists b'; now right|]. intros b2 c2 [E|E]; [injection E; intros; subst; assumption|eauto].
    + exists c. split; [exists b; now left|]. intros b2 c2 [E|E]; [injection E; lra|]. specialize (Hmin _ _ E). lra.
Qed.

(* Tails of positive rates are linearly independent, and of the constants. *)
Theorem independent f : forall l constant, (forall b c, In (b, c) l -> 0 < c) ->
  (forall t, tails f l t = constant) -> forall r, coefficient l r = 0.
Proof.
  assert (Main : forall k l, (length l <= k)%nat -> (forall b c, In (b, c) l -> 0 < c) ->
                 (forall t, tails f l t = 0) -> forall r, coefficient l r = 0).
  { induction k as [|k IH]; intros l Hk Hpos Hz r.
    - destruct l; [reflexivity|simpl in Hk; lia].
    - destruct l as [|e l]; [reflexivity|]. set (l0 := e :: l) in *.
      destruct (smallest_rate l0) as (r0 & (b0 & H0) & Hmin); [discriminate|].
      assert (Hr0 : 0 < r0) by eauto.
      assert (Z0 : coefficient l0 r0 = 0).
      { assert (L := tails_limit f r0 l0 ltac:(lra) (fun b c H => conj (Hpos b c H) (Hmin b c H))).
        assert (E : height f * coefficient l0 r0 = 0).
        { apply (is_lim_zero (fun t => exp (decay f * (r0 * t)) * tails f l0 t)); [|exact L]. intros t. rewrite Hz. ring. }
        pose proof (height_pos f). apply Rmult_integral in E. destruct E; lra. }
      destruct (Req_EM_T r r0) as [->|Hne]; [exact Z0|].
      rewrite <- (others_coefficient r0 r l0 Hne). apply IH.
      + pose proof (others_shorter r0 l0 ltac:(eauto)). lia.
      + intros b c H. apply filter_In in H. apply (Hpos b c). apply H.
      + intros t. pose proof (others_tails f r0 l0 t) as E. rewrite Hz, Z0 in E. lra. }
  intros l constant Hpos Hc. apply (Main (length l)); [lia|exact Hpos|].
  assert (C0 : constant = 0).
  { assert (L := tails_limit f 0 l ltac:(lra) (fun b c H => conj (Hpos b c H) (Rlt_le _ _ (Hpos b c H)))).
    assert (Z : coefficient l 0 = 0).
    { clear - Hpos. induction l as [|(b, c) l IH]; cbn [coefficient]; [reflexivity|]. rewrite IH by (intros; eapply Hpos; right; eauto).
      specialize (Hpos b c (or_introl eq_refl)). destruct (Req_EM_T c 0); [lra|ring]. }
    rewrite Z, Rmult_0_r in L. assert (L' : is_lim (fun t => exp (decay f * (0 * t)) * tails f l t) p_infty constant).
    { apply (is_lim_ext (fun _ => constant)); [|apply is_lim_const]. intros t. rewrite Hc.
      replace (decay f * (0 * t)) with 0 by ring. rewrite exp_0. ring. }
    pose proof (is_lim_unique _ _ _ L) as E1. pose proof (is_lim_unique _ _ _ L') as E2. rewrite E1 in E2. now injection E2. }
  intros t. rewrite Hc. exact C0.
Qed.

(* * Networks on a line *)
(* The neuron a s(c t) is a constant and a tail of rate |c|. *)
Definition sign (c : R) : R := if Rlt_dec 0 c then 1 else -1.

Fixpoint line_tails (l : list (R * R)) : list (R * R) :=
  match l with
  | [] => []
  | (a, c) :: l' => if Req_EM_T c 0 then line_tails l' else (sign c * a, Rabs c) :: line_tails l'
  end.

Fixpoint line_value (f : activation) (l : list (R * R)) (t : R) : R :=
  match l with [] => 0 | (a, c) :: l' => a * activate f (c * t) + line_value f l' t end.

Lemma line_constant f l : exists k, forall t, line_value f l t = k - tails f (line_tails l) t.
Proof.
  induction l as [|(a, c) l (k & IH)]; [exists 0; intros; simpl; ring|].
  cbn [line_value line_tails]. destruct (Req_EM_T c 0) as [E|E].
  - exists (a * activate f 0 + k). intros t. rewrite IH, E, Rmult_0_l. ring.
  - unfold sign. destruct (Rlt_dec 0 c) as [H|H].
    + exists (a + k). intros t. rewrite IH, activate_tail. cbn [tails]. rewrite Rabs_pos_eq by lra. ring.
    + exists (- a * (height f - 1) + k). intros t. rewrite IH. cbn [tails]. rewrite Rabs_left by lra.
      replace (c * t) with (- (- c * t)) by ring. rewrite activate_minus. ring.
Qed.

Lemma line_tails_positive l b c : In (b, c) (line_tails l) -> 0 < c.
Proof.
  induction l as [|(a, r) l IH]; cbn [line_tails]; [intros []|]. destruct (Req_EM_T r 0) as [E|E]; [exact IH|].
  intros [H|H]; [injection H; intros <- _; now apply Rabs_pos_lt|auto].
Qed.

Lemma line_tails_app l k : line_tails (l ++ k) = line_tails l ++ line_tails k.
Proof. induction l as [|(a, r) l IH]; [reflexivity|]. cbn [line_tails app]. destruct (Req_EM_T r 0); now rewrite IH. Qed.
Lemma coefficient_app l k r : coefficient (l ++ k) r = coefficient l r + coefficient k r.
Proof. induction l as [|(a, c) l IH]; cbn [coefficient app]; [ring|]. rewrite IH. ring. Qed.
Lemma line_value_app f l k t : line_value f (l ++ k) t = line_value f l t + line_value f k t.
Proof. induction l as [|(a, c) l IH]; cbn [line_value app]; [ring|]. rewrite IH. ring. Qed.

Definition negated (l : list (R * R)) : list (R * R) := map (fun e => (- fst e, snd e)) l.
Lemma line_value_negated f l t : line_value f (negated l) t = - line_value f l t.
Proof. induction l as [|(a, c) l IH]; cbn [line_value negated map fst snd]; [ring|]. unfold negated in IH. rewrite IH. ring. Qed.
Lemma coefficient_negated l r : coefficient (line_tails (negated l)) r = - coefficient (line_tails l) r.
Proof.
  induction l as [|(a, c) l IH]; cbn [negated map line_tails fst snd]; [simpl; ring|]. unfold negated in IH.
  destruct (Req_EM_T c 0); [exact IH|]. cbn [coefficient]. rewrite IH. destruct (Req_EM_T (Rabs c) r); ring.
Qed.

(* A coefficient that is not 0 belongs to an entry. *)
Lemma coefficient_entry l r : 0 < r -> coefficient (line_tails l) r <> 0 -> In r (map (fun e => Rabs (snd e)) l).
Proof.
  intros Hr. induction l as [|(a, c) l IH]; cbn [line_tails map snd]; [simpl; congruence|].
  destruct (Req_EM_T c 0) as [E|E]; [right; auto|]. cbn [coefficient].
  destruct (Req_EM_T (Rabs c) r) as [E'|E']; [now left|]. rewrite Rplus_0_l. right. auto.
Qed.

(* Of different rates, each coefficient is its own. *)
Lemma coefficient_alone l a c : NoDup (map (fun e => Rabs (snd e)) l) -> In (a, c) l -> c <> 0 ->
  coefficient (line_tails l) (Rabs c) = sign c * a.
Proof.
  assert (Absent : forall l r, ~ In r (map (fun e => Rabs (snd e)) l) -> coefficient (line_tails l) r = 0).
  { clear. induction l as [|(a, c) l IH]; intros r H; [reflexivity|]. cbn [line_tails]. cbn [map snd] in H.
    destruct (Req_EM_T c 0); [apply IH; intros K; apply H; now right|]. cbn [coefficient].
    destruct (Req_EM_T (Rabs c) r); [exfalso; apply H; now left|]. rewrite IH; [ring|]. intros K. apply H. now right. }
  induction l as [|(b, r) l IH]; [intros _ []|]. cbn [map snd]. intros Hn Hin Hc. apply NoDup_cons_iff in Hn as [Hr Hn].
  cbn [line_tails]. destruct Hin as [E|Hin].
  - injection E as -> ->. destruct (Req_EM_T c 0); [contradiction|]. cbn [coefficient].
    destruct (Req_EM_T (Rabs c) (Rabs c)); [|congruence]. rewrite (Absent l _ Hr). ring.
  - assert (Hne : Rabs r <> Rabs c). { intros E. apply Hr. rewrite E. apply (in_map (fun e => Rabs (snd e)) l (a, c) Hin). }
    destruct (Req_EM_T r 0); [now apply IH|]. cbn [coefficient].
    destruct (Req_EM_T (Rabs r) (Rabs c)); [contradiction|]. rewrite (IH Hn Hin Hc). ring.
Qed.

(* If two networks agree on the line, and the neurons of the first have outputs and rates that are not 0 and rates of
   different size, the second has as many neurons at least. *)
Theorem line_width f teacher net : (forall t, line_value f net t = line_value f teacher t) ->
  (forall a c, In (a, c) teacher -> a <> 0 /\ c <> 0) -> NoDup (map (fun e => Rabs (snd e)) teacher) ->
  (length teacher <= length net)%nat.
Proof.
  intros H Hne Hn.
  destruct (line_constant f (teacher ++ negated net)) as (k & Hk).
  assert (Z : forall r, coefficient (line_tails (teacher ++ negated net)) r = 0).
  { apply (independent f _ k); [intros b c; apply line_tails_positive|]. intros t. specialize (Hk t).
    rewrite line_value_app, line_value_negated, H in Hk. lra. }
  rewrite <- (map_length (fun e => Rabs (snd e)) teacher), <- (map_length (fun e => Rabs (snd e)) net).
  apply NoDup_incl_length; [exact Hn|]. intros r Hr. apply in_map_iff in Hr as ((a, c) & <- & Hin). cbn [snd].
  destruct (Hne a c Hin) as [Ha Hc]. apply coefficient_entry; [now apply Rabs_pos_lt|].
  specialize (Z (Rabs c)). rewrite line_tails_app, coefficient_app, coefficient_negated, (coefficient_alone _ a c) in Z by assumption.
  intros E. rewrite E in Z. assert (sign c * a = 0) by lra. unfold sign in *. destruct (Rlt_dec 0 c); lra.
Qed.

Definition on_line (u : list R) (nu : neuron) : R * R := (fst nu, dot (snd nu) u).

Lemma dot_line w u t : dot w (map (Rmult t) u) = dot w u * t.
Proof. revert u. induction w as [|a w IH]; intros [|x u]; simpl; try ring. rewrite IH. ring. Qed.

Lemma output_line f net u t : output f net (map (Rmult t) u) = line_value f (map (on_line u) net) t.
Proof. induction net as [|(a, w) net IH]; [reflexivity|]. cbn [output map line_value on_line fst snd]. now rewrite dot_line, IH. Qed.
