(* The family of critical points through a split point: output weight moves between copies of a neuron.

   A change of outputs is balanced when its sum in every group of copies is 0 and added neurons keep theirs.  Along
   balanced changes the outputs of the network do not change, to all orders; the slope in any direction v changes, to
   first order, by the slope of the narrow network in the direction (1/a) sum b_i v_i of each neuron: 0 at a critical
   point.  So balanced changes are null directions, and split points with other fractions are critical with the same loss. *)
From Coq Require Import Reals Lra Lia Arith List.
From Certify Require Import Specification Statements Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus Lift Inertia.
Import ListNotations.
Open Scope R_scope.

Fixpoint balanced (s : list (list R)) (bs : list R) : Prop :=
  match s with
  | [] => Forall (fun b => b = 0) bs
  | mus :: s' => sum_list (firstn (length mus) bs) = 0 /\ balanced s' (skipn (length mus) bs)
  end.

(* The direction that changes outputs alone. *)
Definition outs (d : nat) (bs : list R) : list neuron := map (fun b => (b, repeat 0 d)) bs.
Definition output_direction (d : nat) (bs : list R) : vec :=
  fun i => if Nat.eqb (i mod S d) 0 then nth (i / S d) bs 0 else 0.

Lemma outs_regular d bs : regular d (outs d bs).
Proof. intros x Hx. apply in_map_iff in Hx as (b & <- & _). apply repeat_length. Qed.

Lemma network_outs_from d bs pre : network d (length bs) (length pre * S d) (output_direction d (pre ++ bs)) = outs d bs.
Proof.
  revert pre. induction bs as [|b bs IH]; intros pre; [reflexivity|]. cbn [length network outs map].
  f_equal; [f_equal|].
  - unfold output_direction. rewrite Nat.mod_mul, Nat.div_mul by lia. cbn [Nat.eqb].
    rewrite app_nth2, Nat.sub_diag by lia. reflexivity.
  - rewrite (map_ext_in _ (fun _ => 0)).
    + generalize (S (length pre * S d)) as k. generalize d as e. induction e as [|e IHe]; intros k; [reflexivity|]. cbn. now rewrite IHe.
    + intros i Hi. apply in_seq in Hi. unfold output_direction.
      replace i with ((i - length pre * S d) + length pre * S d)%nat by lia.
      rewrite Nat.mod_add, Nat.mod_small by lia.
      destruct (Nat.eqb_spec (i - length pre * S d) 0); [lia|reflexivity].
  - replace (length pre * S d + S d)%nat with (length (pre ++ [b]) * S d)%nat by (rewrite app_length; simpl; lia).
    replace (pre ++ b :: bs) with ((pre ++ [b]) ++ bs) by (rewrite <- app_assoc; reflexivity). apply IH.
Qed.
Lemma network_outs d bs : network d (length bs) 0 (output_direction d bs) = outs d bs.
Proof. exact (network_outs_from d bs []). Qed.

(* * Balanced changes do not change outputs *)
Lemma slope_outs_group f d mus nu net bs x :
  output_slope f (split_neuron mus nu ++ net) (outs d bs) x
  = sum_list (firstn (length mus) bs) * activate f (dot (snd nu) x) + output_slope f net (outs d (skipn (length mus) bs)) x.
Proof.
  revert bs. induction mus as [|mu mus IH]; intros bs; [simpl; ring|].
  destruct bs as [|b bs]; [simpl; destruct net as [|(a,w) net]; simpl; ring|].
  cbn [split_neuron map app outs output_slope length firstn skipn sum_list snd].
  fold (split_neuron mus nu). fold (outs d bs). fold (outs d (skipn (length mus) bs)). rewrite IH, dot_zeros. ring.
Qed.
Lemma slope_outs_added f d ws bs x : Forall (fun b => b = 0) bs -> output_slope f (added ws) (outs d bs) x = 0.
Proof.
  intros H. revert ws. induction H as [|b bs -> H IH]; intros [|w ws]; try reflexivity.
  change (0 * activate f (dot w x) + 0 * slope_of f (activate f (dot w x)) * dot (repeat 0 d) x
    + output_slope f (added ws) (outs d bs) x = 0). rewrite IH. ring.
Qed.
Lemma slope_balanced f d s net ws bs x : length s = length net -> balanced s bs ->
  output_slope f (split_network s net ++ added ws) (outs d bs) x = 0.
Proof.
  revert net bs. induction s as [|mus s IH]; intros [|nu net] bs Hl HB; try discriminate.
  - now apply slope_outs_added.
  - destruct HB as [H1 H2]. cbn [split_network]. rewrite <- app_assoc, slope_outs_group, H1, IH by (auto; simpl in Hl; congruence). ring.
Qed.

(* * Their second derivatives are slopes of the narrow network *)
Lemma curvature_outs_group f d mus nu net bs V x :
  output_curvature f (split_neuron mus nu ++ net) (outs d bs) V x
  = slope_of f (activate f (dot (snd nu) x)) * dot (snd (merge d (firstn (length mus) bs) V)) x
    + output_curvature f net (outs d (skipn (length mus) bs)) (skipn (length mus) V) x.
Proof.
  revert bs V. induction mus as [|mu mus IH]; intros bs V; [unfold merge; simpl; rewrite dot_zeros; ring|].
  destruct bs as [|b bs].
  { unfold merge. simpl. rewrite dot_zeros. destruct net as [|(a,w) net]; simpl; ring. }
  destruct V as [|(c, wv) V].
  { unfold merge. simpl. rewrite dot_zeros. destruct net as [|(a,w) net]; simpl; [ring|]. destruct (outs d (skipn (length mus) bs)) as [|(b',wu') o]; ring. }
  cbn [split_neuron map app outs output_curvature length firstn skipn snd].
  fold (split_neuron mus nu). fold (outs d bs). fold (outs d (skipn (length mus) bs)). rewrite IH, dot_zeros.
  unfold merge. cbn [combine fold_right fst snd]. rewrite dot_add, dot_scale. ring.
Qed.
Lemma curvature_outs_added f d ws bs V x : Forall (fun b => b = 0) bs -> output_curvature f (added ws) (outs d bs) V x = 0.
Proof.
  intros H. revert ws V. induction H as [|b bs -> H IH]; intros [|w ws] [|(c,wv) V]; try reflexivity.
  change (c * slope_of f (activate f (dot w x)) * dot (repeat 0 d) x + 0 * slope_of f (activate f (dot w x)) * dot wv x
    + 0 * curvature_of f (activate f (dot w x)) * dot (repeat 0 d) x * dot wv x
    + output_curvature f (added ws) (outs d bs) V x = 0). rewrite IH, dot_zeros. ring.
Qed.

Fixpoint narrow_direction (d : nat) (s : list (list R)) (net : list neuron) (bs : list R) (V : list neuron) : list neuron :=
  match s, net with
  | mus :: s', nu :: net' =>
      (0, map (Rmult (/ fst nu)) (snd (merge d (firstn (length mus) bs) V)))
      :: narrow_direction d s' net' (skipn (length mus) bs) (skipn (length mus) V)
  | _, _ => []
  end.
Lemma narrow_direction_length d s net bs V : length s = length net -> length (narrow_direction d s net bs V) = length s.
Proof. revert net bs V. induction s as [|mus s IH]; intros [|nu net] bs V H; try discriminate; simpl; auto. Qed.
Lemma narrow_direction_regular d s net bs V : regular d V -> regular d (narrow_direction d s net bs V).
Proof.
  revert net bs V. induction s as [|mus s IH]; intros [|nu net] bs V H; [intros x []|intros x []|intros x []|].
  cbn [narrow_direction]. apply regular_cons. split; [cbn [snd]; rewrite map_length; now apply merge_regular|]. apply IH. now apply regular_skipn.
Qed.
Lemma curvature_balanced f d s net ws bs V x : length s = length net -> (forall nu, In nu net -> fst nu <> 0) -> balanced s bs ->
  output_curvature f (split_network s net ++ added ws) (outs d bs) V x = output_slope f net (narrow_direction d s net bs V) x.
Proof.
  revert net bs V. induction s as [|mus s IH]; intros [|nu net] bs V Hl Hn HB; try discriminate.
  - now apply curvature_outs_added.
  - destruct HB as [H1 H2]. cbn [split_network narrow_direction]. rewrite <- app_assoc, curvature_outs_group, IH;
      [|simpl in Hl; congruence|intros y Hy; apply Hn; now right|assumption].
    destruct nu as (a, w). cbn [fst snd output_slope]. rewrite dot_scale. field. exact (Hn (a, w) (in_eq _ _)).
Qed.

Section Family.
Variables (P : problem) (r : nat) (q : vec) (s : list (list R)) (ws : list (list R)).
Notation d := (dimension P).
Notation net := (network d r 0 q).
Notation m := (width s ws).
Notation theta := (flatten (wide P r q s ws)).
Hypothesis s_length : length s = r.
Hypothesis s_sums : forall mus, In mus s -> sum_list mus = 1.
Hypothesis ws_length : forall w, In w ws -> length w = d.
Hypothesis q_critical : critical (Slope P r) q.
Hypothesis outputs_nonzero : forall nu, In nu net -> fst nu <> 0.
Hypothesis ws_zero : forall w, In w ws -> phi P net w = 0.

Theorem balanced_null bs v : length bs = m -> balanced s bs -> Curvature P m theta (output_direction d bs) v = 0.
Proof.
  intros Hb HB. unfold Curvature. rewrite network_wide by assumption.
  replace (network d m 0 (output_direction d bs)) with (outs d bs) by (rewrite <- Hb; symmetry; apply network_outs).
  set (V := network d m 0 v). set (u := narrow_direction d s net bs V).
  assert (Hl : length s = length net) by now rewrite network_length.
  assert (Hu : network d r 0 (flatten u) = u).
  { rewrite <- s_length, <- (narrow_direction_length d s net bs V Hl). fold u. apply network_flatten.
    apply narrow_direction_regular, network_regular. }
  pose proof (q_critical (flatten u)) as Hc. unfold Slope in Hc. rewrite Hu in Hc. rewrite <- Hc. f_equal.
  apply SumL_ext. intros z. rewrite residual_wide by assumption. unfold wide.
  rewrite slope_balanced, curvature_balanced by auto. fold u. ring.
Qed.

(* * Split points with other fractions *)
Fixpoint shifted (s : list (list R)) (net : list neuron) (bs : list R) : list (list R) :=
  match s, net with
  | mus :: s', nu :: net' =>
      map (fun z => fst z + snd z / fst nu) (combine mus (firstn (length mus) bs)) :: shifted s' net' (skipn (length mus) bs)
  | _, _ => []
  end.
Definition plus (a b : neuron) : neuron := (fst a + fst b, add_lists (snd a) (snd b)).

Lemma shifted_length t nt bs : length t = length nt -> length (shifted t nt bs) = length t.
Proof. revert nt bs. induction t as [|mus t IH]; intros [|nu nt] bs H; try discriminate; simpl; auto. Qed.
Lemma shifted_copies t nt bs : length t = length nt -> (copies t <= length bs)%nat -> copies (shifted t nt bs) = copies t.
Proof.
  unfold copies. revert nt bs. induction t as [|mus t IH]; intros [|nu nt] bs H Hb; try discriminate; [reflexivity|].
  simpl in *. rewrite !app_length in *. rewrite IH by (try rewrite skipn_length; lia || congruence).
  rewrite map_length, combine_length, firstn_length. lia.
Qed.
Lemma shifted_sum (mus : list R) a bs : length bs = length mus ->
  sum_list (map (fun z => fst z + snd z / a) (combine mus bs)) = sum_list mus + sum_list bs / a.
Proof.
  unfold Rdiv. revert bs. induction mus as [|mu mus IH]; intros [|b bs] H; try discriminate; simpl; [ring|].
  rewrite IH by (simpl in H; congruence). ring.
Qed.
Lemma shifted_sums t nt bs : length t = length nt -> (copies t <= length bs)%nat -> balanced t bs ->
  (forall mus, In mus t -> sum_list mus = 1) -> forall mus, In mus (shifted t nt bs) -> sum_list mus = 1.
Proof.
  unfold copies. revert nt bs. induction t as [|mus t IH]; intros [|nu nt] bs H Hb HB Hs x Hx; try discriminate; [destruct Hx|].
  simpl in Hb. rewrite app_length in Hb. destruct HB as [H1 H2]. destruct Hx as [<-|Hx].
  - rewrite shifted_sum by (apply firstn_length_le; lia). rewrite H1, (Hs mus (in_eq _ _)). unfold Rdiv. ring.
  - apply (IH nt (skipn (length mus) bs)); auto; try (rewrite skipn_length; lia). intros y Hy; apply Hs; now right.
Qed.

Lemma add_zeros (w : list R) k : length w = k -> add_lists w (repeat 0 k) = w.
Proof. intros <-. induction w as [|x w IH]; [reflexivity|]. cbn. rewrite IH, Rplus_0_r. reflexivity. Qed.
Lemma shifted_group mus nu rest bs1 bs2 : length bs1 = length mus -> length (snd nu) = d -> fst nu <> 0 ->
  map (fun z => plus (fst z) (snd z)) (combine (split_neuron mus nu ++ rest) (outs d (bs1 ++ bs2)))
  = split_neuron (map (fun z => fst z + snd z / fst nu) (combine mus bs1)) nu
    ++ map (fun z => plus (fst z) (snd z)) (combine rest (outs d bs2)).
Proof.
  intros Hb Hw Ha. revert bs1 Hb. induction mus as [|mu mus IH]; intros [|b bs1] Hb; try discriminate; [reflexivity|].
  cbn [split_neuron map app outs combine fst snd]. fold (split_neuron mus nu). fold (outs d (bs1 ++ bs2)).
  rewrite IH by (simpl in Hb; congruence). cbn [split_neuron app]. f_equal.
  unfold plus. cbn [fst snd]. rewrite add_zeros by assumption. f_equal. field. exact Ha.
Qed.
Lemma shifted_added (ls : list (list R)) bs : length bs = length ls -> Forall (fun b => b = 0) bs -> (forall w, In w ls -> length w = d) ->
  map (fun z => plus (fst z) (snd z)) (combine (added ls) (outs d bs)) = added ls.
Proof.
  intros Hl H. revert ls Hl. induction H as [|b bs -> H IH]; intros [|w ls] Hl Hw; try discriminate; [reflexivity|].
  cbn [added outs map combine fst snd]. fold (added ls). fold (outs d bs).
  rewrite IH; [|simpl in Hl; congruence|intros x Hx; apply Hw; now right]. unfold plus. cbn [fst snd]. rewrite add_zeros by (apply Hw, in_eq). rewrite Rplus_0_r. reflexivity.
Qed.
Lemma shifted_network t nt bs : length t = length nt -> regular d nt -> (forall nu, In nu nt -> fst nu <> 0) ->
  length bs = (copies t + length ws)%nat -> balanced t bs ->
  map (fun z => plus (fst z) (snd z)) (combine (split_network t nt ++ added ws) (outs d bs))
  = split_network (shifted t nt bs) nt ++ added ws.
Proof.
  unfold copies. revert nt bs. induction t as [|mus t IH]; intros [|nu nt] bs Hl Hr Hn Hb HB; try discriminate.
  - now apply shifted_added.
  - simpl in Hb. rewrite app_length in Hb. destruct HB as [H1 H2]. apply regular_cons in Hr as [Hr1 Hr2].
    cbn [split_network shifted]. rewrite <- !app_assoc. rewrite <- (firstn_skipn (length mus) bs) at 1.
    rewrite shifted_group; [|apply firstn_length_le; lia|assumption|apply Hn, in_eq].
    rewrite IH; [reflexivity|simpl in Hl; congruence|exact Hr2|intros y Hy; apply Hn; now right|rewrite skipn_length; lia|assumption].
Qed.
Lemma map_plus (x y : vec) l : map (fun i => x i + y i) l = add_lists (map x l) (map y l).
Proof. induction l as [|i l IH]; [reflexivity|]. cbn. now rewrite IH. Qed.
Lemma network_plus k j x y : network d k j (fun i => x i + y i) = map (fun z => plus (fst z) (snd z)) (combine (network d k j x) (network d k j y)).
Proof.
  revert j. induction k as [|k IH]; intros j; [reflexivity|]. cbn [network combine map]. rewrite IH, map_plus. reflexivity.
Qed.

Theorem balanced_critical bs y : length bs = m -> balanced s bs ->
  (forall i, (i < parameters P m)%nat -> y i = theta i + output_direction d bs i) ->
  critical (Slope P m) y /\ Loss P m y = Loss P m theta.
Proof.
  intros Hb HB Hy. assert (Hl : length s = length net) by now rewrite network_length.
  set (s' := shifted s net bs).
  assert (Hl' : length s' = r) by (unfold s'; rewrite shifted_length; assumption).
  assert (Hm : width s' ws = m) by (unfold width, s'; rewrite shifted_copies; [reflexivity|assumption|unfold width in Hb; lia]).
  assert (Hs' : forall mus, In mus s' -> sum_list mus = 1) by (apply shifted_sums; auto; unfold width in Hb; lia).
  assert (E : network d m 0 y = network d m 0 (flatten (wide P r q s' ws))).
  { rewrite <- Hm at 2. rewrite network_wide by assumption.
    rewrite (net_ext P m y (fun i => theta i + output_direction d bs i)) by exact Hy.
    rewrite network_plus, network_wide by assumption.
    replace (network d m 0 (output_direction d bs)) with (outs d bs) by (rewrite <- Hb; symmetry; apply network_outs).
    unfold wide. apply shifted_network; auto. apply network_regular. }
  split.
  - intros u. pose proof (wide_critical P r q s' ws Hl' Hs' ws_length q_critical ws_zero u) as K. rewrite Hm in K.
    unfold Slope in *. now rewrite E.
  - rewrite (loss_wide P r q s ws) by assumption.
    rewrite <- (loss_wide P r q s' ws) by assumption. rewrite Hm. rewrite !Loss_sum. now rewrite E.
Qed.
End Family.
