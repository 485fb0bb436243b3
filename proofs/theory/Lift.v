(* Wide networks built from a narrow one: neurons split into copies with equal input weights, and
   neurons of output 0 added.  The embedding lemma: if the narrow network is critical, every group of
   fractions sums to 1 and phi(w) = (2/N) sum residual s(w.x) vanishes for every added neuron, then
   the wide network is critical, with the same loss (Fukumizu and Amari 2000). *)
From Coq Require Import Reals Lra Lia Arith List QArith Qreals.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus.
Import ListNotations.
Open Scope R_scope.

(* * Networks as parameter vectors *)
Definition flat (net : list neuron) : list R := flat_map (fun nu => fst nu :: snd nu) net.
Definition vector_of (l : list R) : vec := fun i => nth i l 0.
Definition flatten (net : list neuron) : vec := vector_of (flat net).
Definition regular (d : nat) (net : list neuron) : Prop := forall nu, In nu net -> length (snd nu) = d.

Lemma regular_cons d nu net : regular d (nu :: net) <-> length (snd nu) = d /\ regular d net.
Proof.
  split; intros H.
  - split; [apply H, in_eq|]. intros x Hx. apply H. now right.
  - destruct H as [H1 H2]. intros x [<-|Hx]; auto.
Qed.
Lemma regular_app d a b : regular d a -> regular d b -> regular d (a ++ b).
Proof. intros Ha Hb x Hx. apply in_app_or in Hx as [Hx|Hx]; auto. Qed.

Lemma map_seq_vector l k n : (k + n <= length l)%nat -> map (vector_of l) (seq k n) = firstn n (skipn k l).
Proof.
  revert k n. induction l as [|x l IH]; intros k n H; simpl in H.
  - assert (n = 0)%nat by lia. subst n. now destruct k.
  - destruct k as [|k].
    + destruct n as [|n]; [reflexivity|]. cbn [seq map skipn firstn]. f_equal.
      rewrite <- seq_shift, map_map. exact (IH 0%nat n ltac:(lia)).
    + rewrite <- seq_shift, map_map. exact (IH k n ltac:(lia)).
Qed.

Lemma flat_length d net : regular d net -> length (flat net) = (length net * S d)%nat.
Proof.
  induction net as [|nu net IH]; intros H; [reflexivity|]. apply regular_cons in H as [H1 H2].
  unfold flat in *. simpl. rewrite app_length, IH by assumption. lia.
Qed.

Lemma network_vector d net pre k : regular d net -> length pre = k ->
  network d (length net) k (vector_of (pre ++ flat net)) = net.
Proof.
  revert pre k. induction net as [|(a, w) net IH]; intros pre k H Hk; [reflexivity|].
  apply regular_cons in H as [Hw H]. cbn [snd] in Hw. cbn [length network].
  assert (El : length (pre ++ flat ((a, w) :: net)) = (k + S (d + length (flat net)))%nat).
  { unfold flat. simpl. rewrite !app_length. simpl. rewrite app_length. lia. }
  pose proof (map_seq_vector (pre ++ flat ((a, w) :: net)) (S k) d ltac:(rewrite El; lia)) as E.
  refine (f_equal2 cons (f_equal2 pair _ _) _).
  - unfold vector_of. rewrite app_nth2, Hk, Nat.sub_diag by lia. reflexivity.
  - eapply eq_trans; [exact E|]. rewrite skipn_app, skipn_all2 by lia. replace (S k - length pre)%nat with 1%nat by lia.
    simpl. rewrite firstn_app, Hw, Nat.sub_diag. simpl. rewrite app_nil_r. apply firstn_all2. lia.
  - assert (K : network d (length net) (k + S d) (vector_of ((pre ++ a :: w) ++ flat net)) = net).
    { apply IH; [assumption|]. rewrite app_length. simpl. lia. }
    rewrite <- app_assoc in K. exact K.
Qed.

Lemma network_flatten d net : regular d net -> network d (length net) 0 (flatten net) = net.
Proof. intros H. now apply (network_vector d net [] 0). Qed.

Lemma network_length d m k q : length (network d m k q) = m.
Proof. revert k. induction m as [|m IH]; intros k; simpl; [reflexivity|]. now rewrite IH. Qed.
Lemma network_regular d m k q : regular d (network d m k q).
Proof.
  revert k. induction m as [|m IH]; intros k; [intros nu []|]. apply regular_cons. split; [|apply IH].
  simpl. now rewrite map_length, seq_length.
Qed.

Lemma skipn_plus {A} a b (l : list A) : skipn a (skipn b l) = skipn (b + a) l.
Proof. revert l. induction b as [|b IH]; intros l; [reflexivity|]. destruct l as [|x l]; [now rewrite !skipn_nil|]. apply IH. Qed.

(* * Splitting neurons *)
Fixpoint sum_list (l : list R) : R := match l with [] => 0 | x :: l' => x + sum_list l' end.

Definition split_neuron (mus : list R) (nu : neuron) : list neuron := map (fun mu => (mu * fst nu, snd nu)) mus.
Fixpoint split_network (s : list (list R)) (net : list neuron) : list neuron :=
  match s, net with mus :: s', nu :: net' => split_neuron mus nu ++ split_network s' net' | _, _ => [] end.
Definition copies (s : list (list R)) : nat := length (concat s).
Definition added (ws : list (list R)) : list neuron := map (fun w => (0, w)) ws.

Lemma split_network_length s net : length s = length net -> length (split_network s net) = copies s.
Proof.
  unfold copies. revert net. induction s as [|mus s IH]; intros [|nu net] H; try discriminate; [reflexivity|].
  simpl. rewrite !app_length, IH by (simpl in H; congruence). unfold split_neuron. now rewrite map_length.
Qed.
Lemma split_network_regular d s net : regular d net -> regular d (split_network s net).
Proof.
  revert net. induction s as [|mus s IH]; intros [|nu net] H; try (intros x []). apply regular_cons in H as [H1 H2].
  simpl. apply regular_app; [|now apply IH]. intros x Hx. apply in_map_iff in Hx as (mu & <- & _). exact H1.
Qed.

Lemma output_app f a b x : output f (a ++ b) x = output f a x + output f b x.
Proof. induction a as [|(c,w) a IH]; simpl; [ring|]. rewrite IH. ring. Qed.
Lemma output_added f ws x : output f (added ws) x = 0.
Proof. induction ws as [|w ws IH]; simpl in *; [reflexivity|]. rewrite IH. ring. Qed.
Lemma output_split_neuron f mus nu x :
  output f (split_neuron mus nu) x = sum_list mus * (fst nu * activate f (dot (snd nu) x)).
Proof. induction mus as [|mu mus IH]; simpl in *; [ring|]. rewrite IH. ring. Qed.
Lemma output_split f s net x : length s = length net -> (forall mus, In mus s -> sum_list mus = 1) ->
  output f (split_network s net) x = output f net x.
Proof.
  revert net. induction s as [|mus s IH]; intros [|(a,w) net] Hl H; try discriminate; [reflexivity|].
  simpl. rewrite output_app, output_split_neuron, IH; [|simpl in Hl; congruence|intros; apply H; now right].
  rewrite (H mus (in_eq _ _)). simpl. ring.
Qed.

(* ** The narrow direction a wide direction stands for *)
Definition merge (d : nat) (mus : list R) (u : list neuron) : neuron :=
  fold_right (fun z acc => (fst (snd z) + fst acc, add_lists (map (Rmult (fst z)) (snd (snd z))) (snd acc)))
    (0, repeat 0 d) (combine mus u).
Fixpoint merge_all (d : nat) (s : list (list R)) (u : list neuron) : list neuron :=
  match s with [] => [] | mus :: s' => merge d mus u :: merge_all d s' (skipn (length mus) u) end.

Lemma length_add_lists a b : length a = length b -> length (add_lists a b) = length b.
Proof. revert b. induction a as [|x a IH]; intros [|y b] H; simpl in *; try congruence. now rewrite IH by congruence. Qed.
Lemma merge_regular d mus u : regular d u -> length (snd (merge d mus u)) = d.
Proof.
  unfold merge. revert u. induction mus as [|mu mus IH]; intros u H; [apply repeat_length|].
  destruct u as [|nu u]; [apply repeat_length|]. apply regular_cons in H as [H1 H2]. cbn [combine fold_right snd fst].
  rewrite length_add_lists; [now apply IH|]. rewrite map_length, IH; assumption.
Qed.
Lemma regular_skipn d k u : regular d u -> regular d (skipn k u).
Proof. intros H x Hx. apply H. revert k Hx. induction u as [|y u IH]; intros [|k] Hx; simpl in *; auto. right. apply (IH (fun z Hz => H z (or_intror Hz)) k Hx). Qed.
Lemma merge_all_regular d s u : regular d u -> regular d (merge_all d s u).
Proof.
  revert u. induction s as [|mus s IH]; intros u H; [intros x []|]. apply regular_cons. split.
  - now apply merge_regular.
  - apply IH. now apply regular_skipn.
Qed.
Lemma merge_all_length d s u : length (merge_all d s u) = length s.
Proof. revert u. induction s as [|mus s IH]; intros u; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma dot_zeros d x : dot (repeat 0 d) x = 0.
Proof. revert x. induction d as [|d IH]; intros [|y x]; simpl; try ring. rewrite IH. ring. Qed.

Lemma slope_split_neuron f d mus nu net u x :
  output_slope f (split_neuron mus nu ++ net) u x
  = fst (merge d mus u) * activate f (dot (snd nu) x)
    + fst nu * slope_of f (activate f (dot (snd nu) x)) * dot (snd (merge d mus u)) x
    + output_slope f net (skipn (length mus) u) x.
Proof.
  revert u. induction mus as [|mu mus IH]; intros u.
  - unfold merge. simpl. rewrite dot_zeros. ring.
  - destruct u as [|(b, v) u].
    + unfold merge. simpl. rewrite dot_zeros. destruct net as [|(c,w) net]; simpl; ring.
    + cbn [split_neuron map app output_slope length skipn]. fold (split_neuron mus nu). rewrite IH.
      unfold merge. cbn [combine fold_right fst snd]. rewrite dot_add, dot_scale. ring.
Qed.

Lemma slope_split f d s net tail u x : length s = length net ->
  output_slope f (split_network s net ++ tail) u x
  = output_slope f net (merge_all d s u) x + output_slope f tail (skipn (copies s) u) x.
Proof.
  revert net u. induction s as [|mus s IH]; intros [|(a,w) net] u H; try discriminate; [simpl; ring|].
  cbn [split_network merge_all output_slope]. rewrite <- app_assoc, (slope_split_neuron f d), IH by (simpl in H; congruence).
  destruct (merge d mus u) as (b, v). cbn [fst snd]. unfold copies. simpl. rewrite app_length.
  rewrite skipn_plus. ring.
Qed.

(* * The embedding lemma *)
Section Embedding.
Variables (P : problem) (r : nat).
Notation d := (dimension P).
Notation f := (unit_function P).

(* phi(w): the derivative of the loss in the output weight of a neuron with input weights w *)
Definition phi (net : list neuron) (w : list R) : R :=
  weight P * SumL (fun z => residual P net z * activate f (dot w (fst z))) (samples P).

Variables (q : vec) (s : list (list R)) (ws : list (list R)).
Notation net := (network d r 0 q).
Definition wide : list neuron := split_network s net ++ added ws.
Definition width : nat := (copies s + length ws)%nat.
Hypothesis s_length : length s = r.
Hypothesis s_sums : forall mus, In mus s -> sum_list mus = 1.
Hypothesis ws_length : forall w, In w ws -> length w = d.

Lemma wide_regular : regular d wide.
Proof.
  apply regular_app; [apply split_network_regular, network_regular|].
  intros x Hx. apply in_map_iff in Hx as (w & <- & Hw). auto.
Qed.
Lemma wide_length : length wide = width.
Proof.
  unfold wide, width, added. rewrite app_length, map_length, split_network_length; [reflexivity|].
  now rewrite network_length.
Qed.
Lemma network_wide : network d width 0 (flatten wide) = wide.
Proof. rewrite <- wide_length. apply network_flatten, wide_regular. Qed.

Lemma residual_wide z : residual P wide z = residual P net z.
Proof.
  unfold residual, wide. rewrite output_app, output_added, output_split; [ring| |assumption].
  now rewrite network_length.
Qed.

Theorem loss_wide : Loss P width (flatten wide) = Loss P r q.
Proof.
  rewrite !Loss_sum, network_wide. do 2 f_equal. apply SumL_ext. intros z. now rewrite residual_wide.
Qed.

Hypothesis q_critical : critical (Slope P r) q.
Hypothesis ws_zero : forall w, In w ws -> phi net w = 0.

Theorem wide_critical : critical (Slope P width) (flatten wide).
Proof.
  intros u. unfold Slope. rewrite network_wide.
  set (un := network d width 0 u).
  set (v := merge_all d s un).
  assert (Hv : network d r 0 (flatten v) = v).
  { rewrite <- s_length, <- (merge_all_length d s un). apply network_flatten, merge_all_regular, network_regular. }
  assert (Etail : forall k ws', (forall w, In w ws' -> phi net w = 0) ->
    weight P * SumL (fun z => residual P net z * output_slope f (added ws') (skipn k un) (fst z)) (samples P) = 0).
  { intros k ws'. revert k. induction ws' as [|w ws' IH]; intros k H.
    - rewrite (SumL_ext _ (fun z => 0 * residual P net z)) by (intros; simpl; ring). rewrite SumL_scal. ring.
    - destruct (skipn k un) as [|(b, wv) rest] eqn:E.
      + rewrite (SumL_ext _ (fun z => 0 * residual P net z)) by (intros; simpl; ring). rewrite SumL_scal. ring.
      + assert (Er : rest = skipn (S k) un).
        { replace (S k) with (k + 1)%nat by lia. rewrite <- skipn_plus, E. reflexivity. }
        rewrite (SumL_ext _ (fun z => b * (residual P net z * activate f (dot w (fst z)))
          + residual P net z * output_slope f (added ws') (skipn (S k) un) (fst z))).
        * rewrite SumL_plus, Rmult_plus_distr_l, IH by (intros; apply H; now right).
          rewrite SumL_scal. specialize (H w (in_eq _ _)). unfold phi in H.
          replace (weight P * (b * SumL (fun z => residual P net z * activate f (dot w (fst z))) (samples P)))
            with (b * (weight P * SumL (fun z => residual P net z * activate f (dot w (fst z))) (samples P))) by ring.
          rewrite H. ring.
        * intros z. rewrite <- Er. simpl. ring. }
  rewrite (SumL_ext _ (fun z => residual P net z * output_slope f net v (fst z)
    + residual P net z * output_slope f (added ws) (skipn (copies s) un) (fst z))).
  - rewrite SumL_plus, Rmult_plus_distr_l, Etail by assumption.
    pose proof (q_critical (flatten v)) as Hc. unfold Slope in Hc. rewrite Hv in Hc. rewrite Hc. ring.
  - intros z. rewrite residual_wide. unfold wide. rewrite (slope_split f d) by (now rewrite network_length).
    fold v. ring.
Qed.
End Embedding.

(* phi is continuous along lines: a change of sign gives a zero. *)
Lemma phi_continuous P net w h : continuity (fun t => phi P net (add_lists w (map (Rmult t) h))).
Proof.
  intros t.
  assert (Hd : exists l, is_derive (fun t => phi P net (add_lists w (map (Rmult t) h))) t l).
  { eexists. unfold phi.
    apply (is_derive_scal (fun t => SumL (fun z => residual P net z * activate (unit_function P) (dot (add_lists w (map (Rmult t) h)) (fst z))) (samples P))).
    apply (is_derive_SumL (fun z t => residual P net z * activate (unit_function P) (dot (add_lists w (map (Rmult t) h)) (fst z)))
      (fun z t => residual P net z * (dot h (fst z) * slope_of (unit_function P) (activate (unit_function P) (dot w (fst z) + t * dot h (fst z)))))).
    intros z. apply (is_derive_scal (fun t => activate (unit_function P) (dot (add_lists w (map (Rmult t) h)) (fst z)))).
    apply (is_derive_ext (fun t => activate (unit_function P) (dot w (fst z) + t * dot h (fst z)))).
    { intros y. now rewrite dot_add, dot_scale. }
    apply (is_derive_comp (activate (unit_function P)) (fun t => dot w (fst z) + t * dot h (fst z))); [apply is_derive_activate|].
    auto_derive; [trivial|ring]. }
  apply continuity_pt_filterlim. apply (ex_derive_continuous (V := R_NormedModule)). exact Hd.
Qed.

Theorem phi_zero P net w h :
  phi P net (add_lists w (map (Rmult (-1)) h)) * phi P net (add_lists w (map (Rmult 1) h)) <= 0 ->
  exists t, -1 <= t <= 1 /\ phi P net (add_lists w (map (Rmult t) h)) = 0.
Proof.
  intros H. destruct (IVT_cor _ (-1) 1 (phi_continuous P net w h) ltac:(lra) H) as (t & Ht & E).
  now exists t.
Qed.
