(* Plateaus: when a split critical point is a (degenerate) local minimum.

   Fix the fractions mu of the copies.  A point theta' near the split point theta is compared with the
   point theta'' that has the same changes of outputs transverse to the family,
   a''_i = a'_i - mu_i (A' - A), and the input weights of theta.  theta'' is an exact critical point of
   the same loss; from it to theta' the output changes are mu_i U in every group, the input weights are
   free.  If the Hessian is not negative along such directions near theta, L(theta') >= L(theta). *)
From Coq Require Import Reals Lra Lia Arith List QArith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus Lift.
Import ListNotations.
Open Scope R_scope.

(* Directions whose output changes are mu_i U in every group. *)
Fixpoint tangent (s : list (list R)) (u : list neuron) : Prop :=
  match s with
  | [] => True
  | mus :: s' => (exists U, map fst (firstn (length mus) u) = map (fun mu => mu * U) mus) /\ tangent s' (skipn (length mus) u)
  end.

Lemma Forall2_length {A B} (R1 : A -> B -> Prop) l l' : Forall2 R1 l l' -> length l = length l'.
Proof. intros H; induction H; simpl; congruence. Qed.
Lemma Forall2_impl {A B} (R1 R2 : A -> B -> Prop) l l' : (forall a b, R1 a b -> R2 a b) -> Forall2 R1 l l' -> Forall2 R2 l l'.
Proof. intros H H1; induction H1; constructor; auto. Qed.

(* * Networks near each other *)
Definition near (e : R) : list neuron -> list neuron -> Prop :=
  Forall2 (fun x y => Rabs (fst x - fst y) <= e /\ Forall2 (fun a b => Rabs (a - b) <= e) (snd x) (snd y)).

Lemma near_network d e m k x y :
  near e (network d m k x) (network d m k y) <-> (forall i, (k <= i < k + m * S d)%nat -> Rabs (x i - y i) <= e).
Proof.
  assert (HL : forall d k, Forall2 (fun a b => Rabs (a - b) <= e) (map x (seq k d)) (map y (seq k d)) <->
    (forall i, (k <= i < k + d)%nat -> Rabs (x i - y i) <= e)).
  { clear. induction d as [|d IH]; intros k; simpl; split; intros H; [intros i Hi; lia|constructor| |].
    - inversion H as [|a b l l' H1 H2]; subst. intros i Hi. destruct (Nat.eq_dec i k) as [->|]; [assumption|].
      apply (proj1 (IH (S k)) H2). lia.
    - constructor; [apply H; lia|]. apply IH. intros i Hi. apply H. lia. }
  revert k. induction m as [|m IH]; intros k; simpl; split; intros H; [intros i Hi; lia|constructor| |].
  - inversion H as [|a b l l' [H1 H2] H3]; subst. cbn [fst snd] in *. intros i Hi.
    destruct (Nat.eq_dec i k) as [->|]; [assumption|].
    destruct (le_lt_dec (k + S d) i) as [Hge|Hlt].
    + apply (proj1 (IH (k + S d)%nat) H3). lia.
    + apply (proj1 (HL d (S k)) H2). lia.
  - constructor; [split|]; cbn [fst snd].
    + apply H. lia.
    + apply HL. intros i Hi. apply H. lia.
    + apply IH. intros i Hi. apply H. lia.
Qed.

(* * The comparison point, group by group *)
Definition excess (nu : neuron) (block : list neuron) : R := sum_list (map fst block) - fst nu.
Definition compared (mus : list R) (nu : neuron) (block : list neuron) : list R :=
  map (fun z => fst (snd z) - fst z * excess nu block) (combine mus block).

Fixpoint comparison_split (s : list (list R)) (net u : list neuron) : list (list R) :=
  match s, net with
  | mus :: s', nu :: net' =>
      map (fun a => a / fst nu) (compared mus nu (firstn (length mus) u)) :: comparison_split s' net' (skipn (length mus) u)
  | _, _ => []
  end.

Lemma sum_compared mus (block : list neuron) D : length block = length mus ->
  sum_list (map (fun z => fst (snd z) - fst z * D) (combine mus block)) = sum_list (map fst block) - sum_list mus * D.
Proof.
  revert block. induction mus as [|mu mus IH]; intros [|(b, v) block] H; try discriminate; simpl; [ring|].
  rewrite IH by (simpl in H; congruence). ring.
Qed.
Lemma sum_scaled c (l : list R) : sum_list (map (fun a => a / c) l) = sum_list l / c.
Proof. unfold Rdiv. induction l as [|x l IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma comparison_sums s net u : length s = length net -> (copies s <= length u)%nat ->
  (forall mus, In mus s -> sum_list mus = 1) -> (forall nu, In nu net -> fst nu <> 0) ->
  forall mus, In mus (comparison_split s net u) -> sum_list mus = 1.
Proof.
  unfold copies. revert net u. induction s as [|mus s IH]; intros [|nu net] u Hl Hc Hs Hn x Hx; try discriminate; [destruct Hx|].
  simpl in Hc. rewrite app_length in Hc. simpl in Hx. destruct Hx as [<-|Hx].
  - rewrite sum_scaled. unfold compared. rewrite sum_compared by (apply firstn_length_le; lia).
    rewrite (Hs mus (in_eq _ _)). unfold excess. field. apply Hn, in_eq.
  - apply (IH net (skipn (length mus) u)); auto; try (rewrite skipn_length; lia); intros y Hy; [apply Hs|apply Hn]; now right.
Qed.
Lemma comparison_length s net u : length s = length net -> length (comparison_split s net u) = length net.
Proof. revert net u. induction s as [|mus s IH]; intros [|nu net] u H; try discriminate; [reflexivity|]. simpl. now rewrite IH by (simpl in H; congruence). Qed.
Lemma comparison_copies s net u : length s = length net -> (copies s <= length u)%nat -> copies (comparison_split s net u) = copies s.
Proof.
  unfold copies. revert net u. induction s as [|mus s IH]; intros [|nu net] u Hl Hc; try discriminate; [reflexivity|].
  simpl in *. rewrite !app_length in *. rewrite IH by (try rewrite skipn_length; lia || congruence).
  unfold compared. rewrite !map_length, combine_length, firstn_length. lia.
Qed.

Definition minus (a b : neuron) : neuron := (fst a - fst b, add_lists (snd a) (map Ropp (snd b))).

Lemma compared_tangent mus nu block rest u' : length block = length mus -> fst nu <> 0 ->
  exists U, map fst (firstn (length mus) (map (fun z => minus (fst z) (snd z))
    (combine (block ++ rest) (split_neuron (map (fun a => a / fst nu) (compared mus nu block)) nu ++ u'))))
    = map (fun mu => mu * U) mus.
Proof.
  intros Hl Hn. exists (excess nu block). unfold compared. set (D := excess nu block). clearbody D.
  revert block Hl. induction mus as [|mu mus IH]; intros [|(b, v) block] Hl; try discriminate; [reflexivity|].
  cbn [combine map split_neuron app length firstn fst snd minus]. f_equal.
  - field. assumption.
  - apply IH. simpl in Hl. congruence.
Qed.

Lemma combine_app_skip {A B} k (a a' : list A) (b b' : list B) : length a = k -> length b = k ->
  skipn k (combine (a ++ a') (b ++ b')) = combine a' b'.
Proof.
  revert a b. induction k as [|k IH]; intros [|x a] [|y b] Ha Hb; try discriminate; [reflexivity|].
  simpl. apply IH; simpl in *; congruence.
Qed.

Lemma comparison_tangent s net u : length s = length net -> (copies s <= length u)%nat ->
  (forall nu, In nu net -> fst nu <> 0) ->
  tangent s (map (fun z => minus (fst z) (snd z)) (combine u (split_network (comparison_split s net u) net))).
Proof.
  unfold copies. revert net u. induction s as [|mus s IH]; intros [|nu net] u Hl Hc Hn; try discriminate; [exact I|].
  simpl in Hc. rewrite app_length in Hc. cbn [tangent comparison_split split_network].
  assert (Hb : length (firstn (length mus) u) = length mus) by (apply firstn_length_le; lia).
  rewrite <- (firstn_skipn (length mus) u). set (block := firstn (length mus) u) in *.
  assert (Hrest : (length (concat s) <= length (skipn (length mus) u))%nat) by (rewrite skipn_length; lia).
  generalize dependent (skipn (length mus) u). clearbody block. clear u Hc. intros rest Hrest.
  assert (E1 : firstn (length mus) (block ++ rest) = block).
  { rewrite firstn_app, Hb, Nat.sub_diag, firstn_O, app_nil_r. apply firstn_all2. lia. }
  assert (E2 : skipn (length mus) (block ++ rest) = rest).
  { rewrite skipn_app, Hb, Nat.sub_diag, skipn_all2 by lia. reflexivity. }
  rewrite E1, E2. split.
  - apply compared_tangent; [assumption|apply Hn, in_eq].
  - rewrite skipn_map, combine_app_skip; [|assumption|].
    + apply IH; [simpl in Hl; congruence|assumption|intros x Hx; apply Hn; now right].
    + unfold split_neuron, compared. rewrite !map_length, combine_length. lia.
Qed.

(* ** Distances *)
Lemma excess_bound e nu mus block : near e block (split_neuron mus nu) -> sum_list mus = 1 ->
  Rabs (excess nu block) <= INR (length mus) * e.
Proof.
  intros H Hs. unfold excess. replace (fst nu) with (sum_list mus * fst nu) by (rewrite Hs; ring). clear Hs.
  revert block H. induction mus as [|mu mus IH]; intros block H; inversion H as [|x y l l' [H1 _] H2]; subst.
  - simpl. rewrite Rmult_0_l, Rminus_0_r, Rabs_R0. lra.
  - specialize (IH l H2). cbn [map sum_list length]. rewrite S_INR. cbn [fst] in H1.
    replace (fst x + sum_list (map fst l) - (mu + sum_list mus) * fst nu)
      with ((fst x - mu * fst nu) + (sum_list (map fst l) - sum_list mus * fst nu)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma near_self e (l : list R) : 0 <= e -> Forall2 (fun a b => Rabs (a - b) <= e) l l.
Proof. intros He. induction l; constructor; auto. now rewrite Rminus_eq_0, Rabs_R0. Qed.

Lemma compared_near e M nu mus D block : 0 <= e -> fst nu <> 0 -> near e block (split_neuron mus nu) ->
  (forall mu, In mu mus -> e + Rabs mu * Rabs D <= M) ->
  near M (split_neuron (map (fun a => a / fst nu) (map (fun z => fst (snd z) - fst z * D) (combine mus block))) nu) (split_neuron mus nu).
Proof.
  intros He Hn H HM. revert block H. induction mus as [|mu mus IH]; intros block H; inversion H as [|x y l l' [H1 _] H2]; subst; [constructor|].
  pose proof (HM mu (in_eq _ _)) as Hm. pose proof (Rabs_pos mu). pose proof (Rabs_pos D).
  assert (0 <= Rabs mu * Rabs D) by now apply Rmult_le_pos.
  cbn [combine map split_neuron fst snd]. constructor.
  - cbn [fst snd] in *. split; [|apply near_self; lra].
    replace ((fst x - mu * D) / fst nu * fst nu - mu * fst nu) with ((fst x - mu * fst nu) + - (mu * D)) by (field; assumption).
    eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult. lra.
  - apply IH; [|assumption]. intros mu' Hmu'. apply HM. now right.
Qed.

Lemma near_app e a a' b b' : near e a b -> near e a' b' -> near e (a ++ a') (b ++ b').
Proof. apply Forall2_app. Qed.

Lemma comparison_near s net : length s = length net ->
  (forall mus, In mus s -> sum_list mus = 1) -> (forall nu, In nu net -> fst nu <> 0) ->
  exists M, 1 <= M /\ forall e u, 0 <= e -> near e u (split_network s net) ->
    near (M * e) (split_network (comparison_split s net u) net) (split_network s net).
Proof.
  revert net. induction s as [|mus s IH]; intros [|nu net] Hl Hs Hn; try discriminate.
  - exists 1. split; [lra|]. intros; constructor.
  - destruct (IH net) as (M1 & HM1 & H1); [simpl in Hl; congruence|intros; apply Hs; now right|intros; apply Hn; now right|].
    assert (HB : exists M2, 1 <= M2 /\ forall mu, In mu mus -> 1 + Rabs mu * INR (length mus) <= M2).
    { generalize (INR (length mus)) as k, (pos_INR (length mus)). intros k Hk. clear - Hk. induction mus as [|mu mus (M & HM & H)]; [exists 1; split; [lra|intros _ []]|].
      exists (Rmax M (1 + Rabs mu * k)). split; [eapply Rle_trans; [exact HM|apply Rmax_l]|].
      intros x [<-|Hx]; [apply Rmax_r|]. eapply Rle_trans; [apply H, Hx|apply Rmax_l]. }
    destruct HB as (M2 & HM2 & H2).
    exists (Rmax M1 M2). split; [eapply Rle_trans; [exact HM1|apply Rmax_l]|].
    intros e u He Hu. cbn [split_network comparison_split] in *.
    apply Forall2_app_inv_r in Hu as (block & rest & Hb & Hr & ->).
    assert (Hlen : length block = length mus).
    { pose proof (Forall2_length _ _ _ Hb) as K. unfold split_neuron in K. rewrite map_length in K. exact K. }
    rewrite firstn_app, skipn_app, Hlen, Nat.sub_diag, firstn_O, app_nil_r, firstn_all2, skipn_all2 by lia.
    cbn [app skipn]. apply near_app.
    + unfold compared. apply (compared_near e); auto; [apply Hn, in_eq|].
      intros mu Hmu. pose proof (excess_bound e nu mus block Hb (Hs mus (in_eq _ _))) as HD.
      specialize (H2 mu Hmu). pose proof (Rmax_r M1 M2). pose proof (Rabs_pos mu). pose proof (pos_INR (length mus)).
      assert (Rabs mu * Rabs (excess nu block) <= Rabs mu * (INR (length mus) * e)) by now apply Rmult_le_compat_l.
      assert ((1 + Rabs mu * INR (length mus)) * e <= Rmax M1 M2 * e) by (apply Rmult_le_compat_r; lra). lra.
    + assert (K : near (M1 * e) (split_network (comparison_split s net rest) net) (split_network s net)) by now apply H1.
      pose proof (Rmax_l M1 M2) as HM. assert (HMe : M1 * e <= Rmax M1 M2 * e) by now apply Rmult_le_compat_r.
      revert K. apply Forall2_impl. intros x y [K1 K2]. split; [lra|]. revert K2. apply Forall2_impl. intros a b Hab. lra.
Qed.

(* * The theorem *)
Lemma map_diff (x y : vec) (l : list nat) : map (diff x y) l = add_lists (map x l) (map Ropp (map y l)).
Proof. induction l as [|i l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.
Lemma network_diff d m k x y : network d m k (diff x y) = map (fun z => minus (fst z) (snd z)) (combine (network d m k x) (network d m k y)).
Proof.
  revert k. induction m as [|m IH]; intros k; [reflexivity|]. cbn [network combine map].
  rewrite IH, map_diff. reflexivity.
Qed.

Theorem split_local_minimum P r q s R0 :
  let net := network (dimension P) r 0 q in let m := copies s in let theta := flatten (split_network s net) in
  length s = r -> (forall mus, In mus s -> sum_list mus = 1) -> (forall nu, In nu net -> fst nu <> 0) ->
  critical (Slope P r) q -> 0 < R0 ->
  (forall x u, within (parameters P m) R0 theta x -> tangent s (network (dimension P) m 0 u) -> 0 <= Curvature P m x u u) ->
  local_minimum P m theta.
Proof.
  intros net m theta Hl Hs Hn Hq HR Hpos.
  assert (Hln : length s = length net) by (unfold net; now rewrite network_length).
  assert (Hw : network (dimension P) m 0 theta = split_network s net).
  { unfold m. rewrite <- (split_network_length s net Hln). apply network_flatten, split_network_regular, network_regular. }
  destruct (comparison_near s net Hln Hs Hn) as (M & HM & Hnear).
  exists (R0 / M). split; [apply Rdiv_lt_0_compat; lra|]. intros theta' Hclose.
  set (e := R0 / M) in *. assert (He : 0 <= e) by (unfold e; apply Rlt_le, Rdiv_lt_0_compat; lra).
  assert (HMe : M * e = R0) by (unfold e; field; lra).
  set (u := network (dimension P) m 0 theta').
  assert (Hu : near e u (split_network s net)).
  { rewrite <- Hw. apply near_network. intros i Hi. left. apply Hclose. unfold parameters. lia. }
  set (s'' := comparison_split s net u).
  assert (Hul : (copies s <= length u)%nat) by (unfold u; rewrite network_length; apply le_n).
  assert (Hcop : copies s'' = m) by now apply comparison_copies.
  assert (Hs'' : forall mus, In mus s'' -> sum_list mus = 1) by now apply comparison_sums.
  assert (Hl'' : length s'' = r) by (unfold s''; rewrite comparison_length by assumption; unfold net; apply network_length).
  set (theta'' := flatten (split_network s'' net)).
  assert (Hw'' : network (dimension P) m 0 theta'' = split_network s'' net).
  { rewrite <- Hcop. rewrite <- (split_network_length s'' net) by (unfold net; now rewrite network_length).
    apply network_flatten, split_network_regular, network_regular. }
  assert (Hwidth : forall t, width t [] = copies t) by (intros t; unfold width; simpl; lia).
  assert (Hwide : forall t, wide P r q t [] = split_network t net) by (intros t; unfold wide; simpl; apply app_nil_r).
  assert (HL : Loss P m theta = Loss P r q).
  { rewrite <- (loss_wide P r q s []) by (auto; intros w []). now rewrite Hwidth, Hwide. }
  assert (HL'' : Loss P m theta'' = Loss P r q).
  { rewrite <- (loss_wide P r q s'' []) by (auto; intros w []). now rewrite Hwidth, Hwide, Hcop. }
  assert (Hc'' : critical (Slope P m) theta'').
  { pose proof (wide_critical P r q s'' [] Hl'' Hs'' ltac:(intros w []) Hq ltac:(intros w [])) as K.
    now rewrite Hwidth, Hwide, Hcop in K. }
  assert (W' : within (parameters P m) R0 theta theta').
  { intros i Hi. specialize (Hclose i Hi). assert (e <= R0) by (rewrite <- HMe; nra). lra. }
  assert (W'' : within (parameters P m) R0 theta theta'').
  { intros i Hi. apply (proj1 (near_network (dimension P) R0 m 0 theta'' theta)); [|unfold parameters in Hi; lia].
    rewrite Hw, Hw'', <- HMe. now apply Hnear. }
  pose proof (quadratic_growth _ _ _ _ (Loss_smooth P m) theta'' theta' 0) as G. cbv zeta in G.
  rewrite HL, <- HL''. rewrite Hc'' in G.
  enough (Loss P m theta'' + 0 + 0 / 2 <= Loss P m theta') by lra.
  apply G. intros t Ht. apply Hpos; [now apply segment_in_box|].
  rewrite network_diff, Hw''. fold u. now apply comparison_tangent.
Qed.

(* * A split point is never isolated: moving output weight from one copy to another changes nothing *)
Fixpoint slide (t : R) (s : list (list R)) : list (list R) :=
  match s with
  | [] => []
  | (a :: b :: rest) :: s' => (a + t :: b - t :: rest) :: s'
  | mus :: s' => mus :: slide t s'
  end.

Lemma slide_length t s : length (slide t s) = length s.
Proof. induction s as [|[|a [|b rest]] s IH]; simpl; lia. Qed.
Lemma slide_copies t s : copies (slide t s) = copies s.
Proof. unfold copies. induction s as [|[|a [|b rest]] s IH]; simpl; rewrite ?app_length; lia. Qed.
Lemma slide_sums t s : (forall mus, In mus s -> sum_list mus = 1) -> forall mus, In mus (slide t s) -> sum_list mus = 1.
Proof.
  induction s as [|[|a [|b rest]] s IH]; intros H mus Hm; [destruct Hm| | |].
  - destruct Hm as [<-|Hm]; [apply H, in_eq|]. apply IH; auto. intros; apply H; now right.
  - destruct Hm as [<-|Hm]; [apply H, in_eq|]. apply IH; auto. intros; apply H; now right.
  - destruct Hm as [<-|Hm]; [|apply H; now right]. specialize (H _ (in_eq _ _)). simpl in *. lra.
Qed.
Lemma near_refl e net : 0 <= e -> near e net net.
Proof.
  intros He. induction net as [|nu net IH]; constructor; [|exact IH]. split; [now rewrite Rminus_eq_0, Rabs_R0|now apply near_self].
Qed.

Lemma slide_near s net : exists M, 0 < M /\ forall t, near (M * Rabs t) (split_network (slide t s) net) (split_network s net).
Proof.
  revert net. induction s as [|mus s IH]; intros net; [exists 1; split; [lra|intros; constructor]|].
  destruct net as [|nu net]; [exists 1; split; [lra|intros t; destruct mus as [|a [|b rest]]; constructor]|].
  destruct (IH net) as (M & HM & H).
  assert (Hsame : forall t, near (M * Rabs t) (split_neuron mus nu ++ split_network (slide t s) net) (split_network (mus :: s) (nu :: net))).
  { intros t. apply near_app; [|apply H]. apply near_refl. pose proof (Rabs_pos t). nra. }
  destruct mus as [|a [|b rest]]; [exists M; split; assumption|exists M; split; assumption|].
  exists (1 + Rabs (fst nu)). pose proof (Rabs_pos (fst nu)) as Hp. split; [lra|]. intros t.
  pose proof (Rabs_pos t) as Ht. assert (HMt : Rabs t * Rabs (fst nu) <= (1 + Rabs (fst nu)) * Rabs t) by lra.
  assert (Hz : 0 <= (1 + Rabs (fst nu)) * Rabs t) by (apply Rmult_le_pos; lra).
  cbn [slide split_network split_neuron map app]. constructor; [|constructor].
  - split; [|now apply near_self]. cbn [fst]. replace ((a + t) * fst nu - a * fst nu) with (t * fst nu) by ring. now rewrite Rabs_mult.
  - split; [|now apply near_self]. cbn [fst]. replace ((b - t) * fst nu - b * fst nu) with (- (t * fst nu)) by ring.
    now rewrite Rabs_Ropp, Rabs_mult.
  - now apply near_refl.
Qed.

Lemma slide_moves t s net : length s = length net -> t <> 0 -> (forall nu, In nu net -> fst nu <> 0) ->
  (exists mus, In mus s /\ (2 <= length mus)%nat) -> split_network (slide t s) net <> split_network s net.
Proof.
  revert net. induction s as [|mus s IH]; intros [|nu net] Hl Ht Hn (x & Hx & Hx2); try discriminate; [destruct Hx|].
  destruct mus as [|a [|b rest]].
  1, 2 : cbn [slide split_network]; intros E; apply app_inv_head in E; revert E; apply IH;
    [simpl in Hl; lia|exact Ht|intros y Hy; apply Hn; now right|
     destruct Hx as [<-|Hx]; [simpl in Hx2; lia|now exists x]].
  cbn [slide split_network split_neuron map app]. intros E. injection E as E1 _.
  apply Ht. apply Rmult_eq_reg_r with (fst nu); [lra|]. apply Hn, in_eq.
Qed.

Theorem split_point_not_strict P r q s :
  let net := network (dimension P) r 0 q in let m := copies s in let theta := flatten (split_network s net) in
  length s = r -> (forall mus, In mus s -> sum_list mus = 1) -> (forall nu, In nu net -> fst nu <> 0) ->
  (exists mus, In mus s /\ (2 <= length mus)%nat) ->
  ~ strict_local_minimum P m theta.
Proof.
  intros net m theta Hl Hs Hn Htwo (delta & Hd & Hmin).
  assert (Hln : length s = length net) by (unfold net; now rewrite network_length).
  destruct (slide_near s net) as (M & HM & Hnear).
  set (t := delta / (2 * M)). assert (Ht : 0 < t) by (apply Rdiv_lt_0_compat; lra).
  assert (HMt : M * Rabs t = delta / 2) by (rewrite Rabs_pos_eq by lra; unfold t; field; lra).
  assert (Hnetw : forall s0, length s0 = r -> copies s0 = m -> network (dimension P) m 0 (flatten (split_network s0 net)) = split_network s0 net).
  { intros s0 H1 <-. rewrite <- (split_network_length s0 net) by (unfold net; now rewrite network_length).
    apply network_flatten, split_network_regular, network_regular. }
  assert (Hloss : forall s0, length s0 = r -> copies s0 = m -> (forall mus, In mus s0 -> sum_list mus = 1) ->
    Loss P m (flatten (split_network s0 net)) = Loss P r q).
  { intros s0 H1 H2 H3. rewrite <- (loss_wide P r q s0 [] H1 H3) by (intros w []).
    unfold width, wide. simpl. rewrite app_nil_r, Nat.add_0_r, H2. reflexivity. }
  set (s' := slide t s).
  assert (Hl' : length s' = r) by (unfold s'; now rewrite slide_length).
  assert (Hc' : copies s' = m) by apply slide_copies.
  pose proof (Hnetw s' Hl' Hc') as E'. pose proof (Hnetw s Hl eq_refl) as E. fold theta in E.
  assert (Hlt : Loss P m theta < Loss P m (flatten (split_network s' net))).
  { apply Hmin.
    - intros i Hi. apply Rle_lt_trans with (delta / 2); [|lra].
      apply (proj1 (near_network (dimension P) (delta / 2) m 0 _ theta)); [|unfold parameters in Hi; lia].
      rewrite E', E, <- HMt. apply Hnear.
    - destruct (Classical_Prop.classic (exists i, (i < parameters P m)%nat /\ flatten (split_network s' net) i <> theta i)) as [|Hno]; [assumption|].
      exfalso. apply (slide_moves t s net Hln ltac:(lra) Hn Htwo). fold s'. rewrite <- E', <- E.
      apply network_ext. intros i Hi. destruct (Req_dec (flatten (split_network s' net) i) (theta i)) as [|Hne]; [assumption|].
      exfalso. apply Hno. exists i. split; [exact Hi|assumption]. }
  unfold theta in Hlt. rewrite (Hloss s Hl eq_refl Hs), (Hloss s' Hl' Hc' (slide_sums t s Hs)) in Hlt. lra.
Qed.
