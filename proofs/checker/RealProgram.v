(* Read on real numbers, the program of Program.v computes the loss of Specification.v, its gradient
   and its Hessian. *)
From Coq Require Import Reals Lra Lia Arith List QArith Qreals.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir QuadraticForm Calculus Lift Program.
Import ListNotations.
Open Scope R_scope.

Definition reals : arithmetic R := Arithmetic R Q2R Rplus Rmult Ropp exp
  (fun f e => match f with Sigmoid => / (1 + e) | Tanh => 2 * / (1 + e) + -1 end).

(* Shapes fit: as many coordinates everywhere as the problem says, as many labels as points. *)
Definition count_points (P : problem) : nat :=
  match data P with Grid axes => length (product axes) | Points l => length l end.
Definition well_formed (P : problem) : bool :=
  (match data P with
   | Grid axes => Nat.eqb (length axes) (dimension P)
   | Points l => forallb (fun x => Nat.eqb (length x) (dimension P)) l
   end
   && match target P with
      | Teacher neurons => forallb (fun nu => Nat.eqb (length (snd nu)) (dimension P)) neurons
      | Given values => Nat.eqb (length values) (count_points P)
      end
   && Nat.ltb 0 (count_points P))%bool.

Lemma Q2R_0 : Q2R 0 = 0. Proof. unfold Q2R. simpl. field. Qed.
Lemma Q2R_1 : Q2R 1 = 1. Proof. unfold Q2R. simpl. field. Qed.
Lemma Q2R_2 : Q2R 2 = 2. Proof. unfold Q2R. simpl. field. Qed.

Lemma tdot_real u v : tdot reals u v = dot u v.
Proof.
  revert v. induction u as [|x u IH]; intros [|y v]; simpl; try apply Q2R_0. now rewrite IH.
Qed.

Lemma unit_value_real f z : unit_value reals f (exp (- (Q2R (rate f) * z))) = activate f z.
Proof.
  destruct f; simpl.
  - rewrite Q2R_1, Rmult_1_l. reflexivity.
  - rewrite Q2R_2. unfold hyperbolic_tangent.
    replace (- (2 * z)) with (- z + - z) by ring. rewrite exp_plus.
    pose proof (exp_pos (- z)) as Hb. pose proof (exp_pos z) as Ha.
    assert (E : exp z = / exp (- z)) by (rewrite <- exp_Ropp; f_equal; ring).
    rewrite E. set (b := exp (- z)) in *. assert (0 < b * b) by nra. field. split; lra.
Qed.

(* * Points and rows *)

Lemma map_flat_map {X Y Z} (g : Y -> Z) (h : X -> list Y) l : map g (flat_map h l) = flat_map (fun x => map g (h x)) l.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite map_app, IH. Qed.

Lemma flat_map_eq {X Y} (g h : X -> list Y) l : (forall x, g x = h x) -> flat_map g l = flat_map h l.
Proof. intros H. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite H, IH. Qed.

Lemma data_points_real P : data_points reals P = points P.
Proof. reflexivity. Qed.

Lemma length_product {X Y} (g : X -> Y) (axes : list (list X)) : length (product (map (map g) axes)) = length (product axes).
Proof.
  induction axes as [|axis axes IH]; simpl; [reflexivity|].
  induction axis as [|h axis IHa]; simpl; [reflexivity|]. rewrite !app_length, !map_length. congruence.
Qed.

Lemma length_points P : length (points P) = count_points P.
Proof.
  unfold points, count_points. destruct (data P) as [axes|l].
  - apply (length_product Q2R axes).
  - now rewrite map_length.
Qed.

Lemma grid_exponentials_real c axes w : length w = length axes ->
  grid_exponentials reals c axes w = map (fun x => exp (- (c * dot w x))) (grid axes).
Proof.
  revert w. induction axes as [|axis axes IH]; intros [|y w] H; try discriminate.
  - simpl. rewrite Q2R_1. f_equal. rewrite Rmult_0_r, Ropp_0, exp_0. reflexivity.
  - cbn [grid_exponentials grid]. rewrite map_flat_map. apply flat_map_eq. intros h. cbv zeta.
    rewrite (IH w) by (simpl in H; congruence). rewrite !map_map. apply map_ext. intros x. simpl.
    rewrite <- exp_plus. f_equal. ring.
Qed.

Section OnProblem.
Variables (P : problem) (m : nat).
Hypothesis HP : well_formed P = true.
Notation f := (unit_function P).
Notation d := (dimension P).
Notation n := (parameters P m).
Notation net := (network d m 0).

Lemma well_formed_parts :
  (match data P with Grid axes => length axes = d | Points l => forall x, In x l -> length x = d end) /\
  (match target P with Teacher t => forall nu, In nu t -> length (snd nu) = d
   | Given values => length values = count_points P end) /\ (0 < count_points P)%nat.
Proof.
  unfold well_formed in HP. apply andb_prop in HP as [H H3]. apply andb_prop in H as [H1 H2].
  apply Nat.ltb_lt in H3. repeat split; auto.
  - destruct (data P); [now apply Nat.eqb_eq|]. rewrite forallb_forall in H1. intros x Hx. now apply Nat.eqb_eq, H1.
  - destruct (target P); [|now apply Nat.eqb_eq]. rewrite forallb_forall in H2. intros x Hx. now apply Nat.eqb_eq, H2.
Qed.

Lemma length_point x : In x (points P) -> length x = d.
Proof.
  destruct well_formed_parts as (H & _). unfold points. destruct (data P) as [axes|l].
  - rewrite <- H. clear H. revert x. induction axes as [|axis axes IH]; simpl; intros x Hx.
    + destruct Hx as [<-|[]]. reflexivity.
    + apply in_flat_map in Hx as (h & _ & Hx). apply in_map_iff in Hx as (y & <- & Hy). simpl. f_equal. auto.
  - intros Hx. apply in_map_iff in Hx as (y & <- & Hy). rewrite map_length. auto.
Qed.

Lemma exponentials_real w : length w = d ->
  exponentials reals P w = map (fun x => exp (- (Q2R (rate f) * dot w x))) (points P).
Proof.
  intros Hw. destruct well_formed_parts as (H & _). unfold exponentials, points. destruct (data P) as [axes|l].
  - apply grid_exponentials_real. rewrite map_length. congruence.
  - rewrite map_map. apply map_ext. intros x. rewrite tdot_real. reflexivity.
Qed.

Definition values_at (nt : list neuron) (x : list R) : list (R * R) :=
  map (fun nu => (fst nu, activate f (dot (snd nu) x))) nt.

Lemma map2_map {X Y Z W} (g : Y -> Z -> W) (a : X -> Y) (b : X -> Z) l :
  map2 g (map a l) (map b l) = map (fun x => g (a x) (b x)) l.
Proof. induction l as [|x l IH]; simpl; [reflexivity|]. now rewrite IH. Qed.

Lemma rows_real nt : (forall nu, In nu nt -> length (snd nu) = d) -> rows reals P nt = map (values_at nt) (points P).
Proof.
  induction nt as [|nu nt IH]; intros H; simpl; [reflexivity|].
  rewrite IH by auto using in_cons. unfold column. rewrite exponentials_real by auto using in_eq.
  rewrite map_map, map2_map. apply map_ext. intros x. unfold values_at. simpl.
  f_equal. f_equal. rewrite <- unit_value_real. reflexivity.
Qed.

Lemma output_of_real nt x : output_of reals (values_at nt x) = output f nt x.
Proof.
  unfold output_of, values_at. induction nt as [|(a,w) nt IH]; simpl in *; [apply Q2R_0|]. now rewrite IH.
Qed.

Lemma data_labels_real : data_labels reals P = label_values P.
Proof.
  unfold data_labels, label_values. destruct well_formed_parts as (_ & H & _). destruct (target P) as [t|v]; [|reflexivity].
  change (map (fun nu => (rational reals (fst nu), map (rational reals) (snd nu))) t) with (map real_neuron t).
  rewrite rows_real.
  - rewrite map_map. apply map_ext. intros x. apply output_of_real.
  - intros nu Hnu. apply in_map_iff in Hnu as (y & <- & Hy). simpl. rewrite map_length. auto.
Qed.

Lemma length_labels : length (label_values P) = length (points P).
Proof.
  rewrite length_points. unfold label_values. destruct well_formed_parts as (_ & H & _).
  destruct (target P); rewrite map_length; [apply length_points|assumption].
Qed.

Lemma network_lengths k w q nu : In nu (network d w k q) -> length (snd nu) = d.
Proof.
  revert k. induction w as [|w IH]; intros k; simpl; [tauto|]. intros [<-|H]; [|eapply IH; eassumption].
  simpl. now rewrite map_length, seq_length.
Qed.

Lemma map2_combine {X Y Z W} (g : X * Y -> Z -> W) (b : X -> Z) (l : list X) (l' : list Y) :
  map2 g (combine l l') (map b l) = map (fun z => g z (b (fst z))) (combine l l').
Proof.
  revert l'. induction l as [|x l IH]; intros [|y l']; simpl; try reflexivity. now rewrite IH.
Qed.

Definition sample_at (nt : list neuron) (z : list R * R) : sample := (fst z, residual P nt z, values_at nt (fst z)).

Lemma evaluate_real q : evaluate reals P (net q) = map (sample_at (net q)) (samples P).
Proof.
  unfold evaluate. rewrite rows_real by (intros nu; apply network_lengths).
  rewrite data_labels_real, data_points_real, map2_combine. apply map_ext. intros z.
  unfold sample_at, residual. now rewrite output_of_real.
Qed.

Lemma in_samples z : In z (samples P) -> length (fst z) = d.
Proof. destruct z as (x, y). intros H. apply in_combine_l in H. now apply length_point. Qed.

(* * Gradient and Hessian *)

Lemma ladd_real a b : ladd reals a b = add_lists a b. Proof. reflexivity. Qed.

Lemma bilinear_add A B u v : bilinear (madd reals A B) u v = bilinear A u v + bilinear B u v.
Proof.
  revert B u v. induction A as [|r A IH]; intros B u v; simpl; [ring|].
  destruct B as [|r' B]; [simpl; ring|]. destruct u as [|x u]; [simpl; ring|]. destruct v as [|y v]; [simpl; ring|].
  simpl. rewrite IH. destruct r as [|e o]; simpl; [ring|]. destruct r' as [|e' o']; simpl; [ring|].
  rewrite ladd_real, !dot_add. ring.
Qed.

Lemma bilinear_scale c A u v : bilinear (map (scale reals c) A) u v = c * bilinear A u v.
Proof.
  revert u v. induction A as [|r A IH]; intros [|x u] [|y v]; simpl; try ring. rewrite IH.
  destruct r as [|e o]; simpl; [ring|]. change (scale reals c o) with (map (Rmult c) o). rewrite !dot_scale. ring.
Qed.

Lemma bilinear_outer g u v : bilinear (outer reals g) u v = dot g u * dot g v.
Proof.
  revert u v. induction g as [|x g IH]; intros [|y u] [|z v]; simpl; try ring. rewrite IH.
  change (scale reals x g) with (map (Rmult x) g). rewrite !dot_scale. ring.
Qed.

Lemma dot_apply_matrix A u v : dot (apply_matrix reals A v) u = bilinear A v u.
Proof.
  revert u v. induction A as [|r A IH]; intros u v; [destruct u; reflexivity|].
  destruct v as [|y v]; [destruct u; reflexivity|].
  destruct u as [|x u]; [rewrite dot_nil_r; now rewrite bilinear_nil_r|].
  destruct r as [|e o]; simpl.
  - rewrite IH. unfold zero; simpl. rewrite Q2R_0. ring.
  - rewrite ladd_real, dot_add, IH, tdot_real. change (scale reals y o) with (map (Rmult y) o). rewrite dot_scale. ring.
Qed.

Lemma sum_of_squares_real l : sum_of_squares reals l = squares l.
Proof. induction l as [|x l IH]; simpl; [apply Q2R_0|]. now rewrite IH. Qed.

Lemma frobenius_real A : frobenius_square reals A = frobenius2 A.
Proof.
  induction A as [|r A IH]; simpl; [apply Q2R_0|]. destruct r as [|e o]; simpl; rewrite IH.
  - unfold zero; simpl. now rewrite Q2R_0.
  - now rewrite Q2R_2, sum_of_squares_real.
Qed.

Lemma shifted_squares_bound mu l k u : (length u <= k)%nat -> mu * squares u <= bilinear (shifted_squares reals mu l k) u u.
Proof.
  intros Hk. induction l as [|v l IH]; simpl.
  - revert u Hk. induction k as [|k IHk]; intros [|x u] Hk; simpl in *; try lra; [lia|].
    specialize (IHk u ltac:(lia)). lra.
  - rewrite bilinear_add, bilinear_outer. pose proof (Rle_0_sqr (dot v u)) as H. unfold Rsqr in H. lra.
Qed.

Lemma slope_real s : slope reals P s = slope_of f s.
Proof. unfold slope, slope_of, one. simpl. rewrite Q2R_1. destruct f; ring. Qed.
Lemma curvature_real s : curvature reals P s (slope reals P s) = curvature_of f s.
Proof. rewrite slope_real. unfold curvature, curvature_of, one. simpl. rewrite Q2R_1, Q2R_2. destruct f; ring. Qed.

Lemma dot_output_gradient x k w q u : length x = d ->
  dot (output_gradient reals P x (values_at (network d w k q) x)) (coordinates k (w * S d) u)
  = output_slope f (network d w k q) (network d w k u) x.
Proof.
  intros Hx. revert k. induction w as [|w IH]; intros k; [reflexivity|].
  change (S w * S d)%nat with (S (d + w * S d))%nat. rewrite coordinates_S, coordinates_app.
  cbn [network values_at map output_gradient output_slope fst snd].
  change (scale reals ?c x) with (map (Rmult c) x). cbn [dot].
  rewrite dot_app by (rewrite map_length, coordinates_length; assumption).
  replace (S k + d)%nat with (k + S d)%nat by lia. unfold values_at in IH.
  rewrite IH, dot_scale, slope_real, (dot_comm x). unfold coordinates. simpl. ring.
Qed.

Lemma bilinear_block c x B u u' v v' : length u = length x -> length v = length x ->
  bilinear (map (scale reals c) (outer reals x) ++ B) (u ++ u') (v ++ v')
  = c * dot x u * dot x v + bilinear B u' v'.
Proof.
  revert u v. induction x as [|a x IH]; intros [|y u] [|z v] Hu Hv; try discriminate; [simpl; ring|].
  cbn [outer map app bilinear scale dot]. rewrite IH by (simpl in *; congruence).
  change (scale reals c (scale reals a x)) with (map (Rmult c) (map (Rmult a) x)).
  assert (E : forall (s t : list R), length s = length x -> dot (map (Rmult c) (map (Rmult a) x)) (s ++ t) = c * (a * dot x s)).
  { intros s t Hs. rewrite <- (app_nil_r (map (Rmult c) _)), dot_app by (rewrite !map_length; congruence).
    rewrite !dot_scale. simpl. ring. }
  rewrite !E by (simpl in *; congruence). simpl. ring.
Qed.

Lemma bilinear_output_hessian x r k w q u v : length x = d ->
  bilinear (output_hessian reals P x r (values_at (network d w k q) x))
    (coordinates k (w * S d) u) (coordinates k (w * S d) v)
  = r * output_curvature f (network d w k q) (network d w k u) (network d w k v) x.
Proof.
  intros Hx. revert k. induction w as [|w IH]; intros k; [simpl; ring|].
  change (S w * S d)%nat with (S (d + w * S d))%nat. rewrite !coordinates_S, !coordinates_app.
  cbn [network values_at map output_hessian output_curvature fst snd bilinear].
  replace (S k + d)%nat with (k + S d)%nat by lia. unfold values_at in IH.
  rewrite bilinear_block by (rewrite coordinates_length; congruence).
  rewrite IH, curvature_real, slope_real.
  assert (E : forall c (t : list R) (z : nat -> R), dot (scale reals c x) (coordinates (S k) d z ++ t) = c * dot x (coordinates (S k) d z)).
  { intros c t z. change (scale reals c x) with (map (Rmult c) x).
    rewrite <- (app_nil_r (map (Rmult c) x)), dot_app by (rewrite map_length, coordinates_length; congruence).
    rewrite dot_scale. simpl. ring. }
  rewrite !E, !(dot_comm x). unfold coordinates, zero. simpl. rewrite Q2R_0. ring.
Qed.

Lemma count_real k : Q2R (Qmake k (Z.to_pos (points_count reals P))) = IZR k / INR (length (points P)).
Proof.
  destruct well_formed_parts as (_ & _ & H). rewrite <- length_points in H.
  unfold points_count, Q2R. rewrite data_points_real. simpl. rewrite Z2Pos.id by lia.
  now rewrite <- INR_IZR_INZ.
Qed.

Theorem gradient_real q u : dot (gradient reals P (evaluate reals P (net q))) (coordinates 0 n u) = Slope P m q u.
Proof.
  unfold gradient, Slope, weight. rewrite count_real. change (scale reals ?c) with (map (Rmult c)).
  rewrite dot_scale, evaluate_real. f_equal.
  assert (H : forall z, In z (samples P) -> length (fst z) = d) by apply in_samples. revert H.
  generalize (samples P) as l. induction l as [|z l IH]; intros H; [reflexivity|].
  cbn [map sum_gradient fold_right sample_at SumL]. rewrite ladd_real, dot_add.
  change (scale reals ?c) with (map (Rmult c)). rewrite dot_scale.
  rewrite (dot_output_gradient (fst z) 0 m) by (apply H; left; reflexivity).
  f_equal. apply IH. auto using in_cons.
Qed.

(* A sum in pairs, seen through anything additive. *)
Lemma pairs_additive {X} (add : X -> X -> X) (phi : X -> R) : (forall a b, phi (add a b) = phi a + phi b) ->
  forall l, SumL phi (pairs add l) = SumL phi l.
Proof.
  intros H. fix IH 1. intros [|a [|b l]]; [reflexivity|reflexivity|].
  change (phi (add a b) + SumL phi (pairs add l) = phi a + (phi b + SumL phi l)). rewrite H, (IH l). ring.
Qed.
Lemma sum_in_pairs_additive {X} (add : X -> X -> X) zero (phi : X -> R) l : (forall a b, phi (add a b) = phi a + phi b) ->
  phi zero = 0 -> phi (sum_in_pairs add zero l) = SumL phi l.
Proof.
  intros H H0. unfold sum_in_pairs. transitivity (SumL phi (Nat.iter 20 (pairs add) l)).
  - generalize (Nat.iter 20 (pairs add) l) as k. intros k. induction k as [|x k IH]; [exact H0|].
    cbn [fold_right SumL]. rewrite H. now f_equal.
  - generalize 20%nat as k. induction k as [|k IH]; [reflexivity|]. cbn [Nat.iter nat_rect]. rewrite pairs_additive; assumption.
Qed.

Theorem hessian_real q u v :
  bilinear (hessian reals P (evaluate reals P (net q))) (coordinates 0 n u) (coordinates 0 n v) = Curvature P m q u v.
Proof.
  unfold hessian, Curvature, weight. rewrite count_real, bilinear_scale, evaluate_real. f_equal.
  unfold sum_hessian.
  rewrite (sum_in_pairs_additive (madd reals) [] (fun M => bilinear M (coordinates 0 n u) (coordinates 0 n v)))
    by (try reflexivity; intros; apply bilinear_add).
  assert (H : forall z, In z (samples P) -> length (fst z) = d) by apply in_samples. revert H.
  generalize (samples P) as l. induction l as [|z l IH]; intros H; [reflexivity|].
  cbn [map sample_hessian fold_right sample_at SumL]. rewrite bilinear_add, bilinear_outer.
  rewrite !(dot_output_gradient (fst z) 0 m), (bilinear_output_hessian (fst z) _ 0 m) by (apply H; left; reflexivity).
  f_equal. apply IH. auto using in_cons.
Qed.

Theorem loss_real q : loss reals P (evaluate reals P (net q)) = Loss P m q.
Proof.
  rewrite Loss_sum. unfold loss, weight. rewrite count_real, evaluate_real.
  assert (E : sum_squares reals (map (sample_at (net q)) (samples P)) = SumL (fun z => residual P (net q) z * residual P (net q) z) (samples P)).
  { generalize (samples P) as l. induction l as [|z l IH]; [apply Q2R_0|]. simpl. now rewrite IH. }
  rewrite E. simpl. unfold Rdiv. lra.
Qed.

Lemma map2_combine_both {X Y U V Z} (g : U -> V -> Z) (a : X * Y -> U) (b : X -> V) (l : list X) (l' : list Y) :
  map2 g (map a (combine l l')) (map b l) = map (fun z => g (a z) (b (fst z))) (combine l l').
Proof. revert l'. induction l as [|x l IH]; intros [|y l']; simpl; try reflexivity. now rewrite IH. Qed.

Theorem added_slope_real q w : length w = d ->
  added_slope reals P (evaluate reals P (net q)) w = phi P (net q) w.
Proof.
  intros Hw. unfold added_slope, phi, weight. rewrite count_real, evaluate_real. unfold samples, column.
  rewrite exponentials_real by assumption. cbn [snd fst]. rewrite map_map, map2_combine_both.
  simpl mul. f_equal. unfold SumL. generalize (combine (points P) (label_values P)) as l.
  induction l as [|z l IH]; [apply Q2R_0|]. cbn [map fold_right snd fst sample_at]. rewrite IH.
  rewrite <- (unit_value_real f (dot w (fst z))). reflexivity.
Qed.

Lemma split_all_real s nt : split_all reals s nt = split_network s nt.
Proof. reflexivity. Qed.

(* A flat list of parameters as a network. *)
Lemma neurons_of_coordinates w k q : neurons_of d w (coordinates k (w * S d) q) = network d w k q.
Proof.
  revert k. induction w as [|w IH]; intros k; [reflexivity|].
  change (S w * S d)%nat with (S (d + w * S d))%nat. rewrite coordinates_S, coordinates_app. cbn [neurons_of network].
  rewrite firstn_app, skipn_app, coordinates_length, Nat.sub_diag, firstn_O, app_nil_r.
  rewrite firstn_all2, skipn_all2 by (rewrite coordinates_length; lia). cbn [skipn Nat.add].
  simpl app. replace (S (k + d)) with (k + S d)%nat by lia. now rewrite IH.
Qed.
End OnProblem.
