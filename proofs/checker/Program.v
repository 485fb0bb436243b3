(* One program text for the residuals, gradient and Hessian, run on intervals and read on reals.

   The unit function is a rational function of e = exp(-c w.x), and on a grid e is a product of one
   exponential per axis value: sum of the axis lengths exponentials a neuron, not one per point.

   The second half proves parametricity: whatever relation the arithmetic operations respect
   (for us: "this interval contains that real"), the whole program respects. *)
From Coq Require Import Reals Lra List QArith Qreals.
From Certify Require Import Specification.
Import ListNotations.

Record arithmetic (T : Type) := Arithmetic {
  rational : Q -> T;
  add : T -> T -> T;
  mul : T -> T -> T;
  neg : T -> T;
  exponential : T -> T;
  unit_value : activation -> T -> T      (* the unit function at z, from e = exp(- rate z) *)
}.
Arguments rational {T}. Arguments add {T}. Arguments mul {T}. Arguments neg {T}.
Arguments exponential {T}. Arguments unit_value {T}.

Definition rate (f : activation) : Q := match f with Sigmoid => 1 | Tanh => 2 end.

(* Sums are taken in pairs, of pairs, ..: the rounding errors of n terms then add up like log n, not like n. *)
Fixpoint pairs {X} (add : X -> X -> X) (l : list X) : list X :=
  match l with a :: b :: l' => add a b :: pairs add l' | _ => l end.
Definition sum_in_pairs {X} (add : X -> X -> X) (zero : X) (l : list X) : X :=
  fold_right add zero (Nat.iter 20 (pairs add) l).

Fixpoint map2 {A B C} (g : A -> B -> C) (l : list A) (l' : list B) : list C :=
  match l, l' with a :: k, b :: k' => g a b :: map2 g k k' | _, _ => [] end.

Section Program.
Context {T : Type} (A : arithmetic T).
Declare Scope program_scope. Local Open Scope program_scope.
Notation "x + y" := (add A x y) : program_scope.
Notation "x * y" := (mul A x y) : program_scope.
Notation "- x" := (neg A x) : program_scope.
Notation "x - y" := (add A x (neg A y)) : program_scope.
Definition zero := rational A 0. Definition one := rational A 1.

(* A neuron is (a, w); its value at a point is recorded as (a, s) with s = activate f (w.x). *)
Definition tneuron : Type := T * list T.
Definition value : Type := T * T.
(* a point x, the residual there, the values of the neurons there *)
Definition sample : Type := list T * T * list value.

(* ** Lists and triangular matrices *)
Fixpoint ladd (a b : list T) : list T :=
  match a, b with [], _ => b | _, [] => a | x :: a', y :: b' => (x + y) :: ladd a' b' end.
Fixpoint madd (a b : list (list T)) : list (list T) :=
  match a, b with [], _ => b | _, [] => a | x :: a', y :: b' => ladd x y :: madd a' b' end.
Fixpoint tdot (u v : list T) : T :=
  match u, v with x :: u', y :: v' => x * y + tdot u' v' | _, _ => zero end.
Definition scale (c : T) : list T -> list T := map (mul A c).
Fixpoint outer (g : list T) : list (list T) :=
  match g with [] => [] | x :: g' => (x * x :: scale x g') :: outer g' end.
(* symmetric matrix (upper triangle) times vector *)
Fixpoint apply_matrix (M : list (list T)) (v : list T) : list T :=
  match M, v with
  | row :: M', x :: v' =>
      match row with
      | [] => zero :: apply_matrix M' v'
      | d :: o => (d * x + tdot o v') :: ladd (scale x o) (apply_matrix M' v')
      end
  | _, _ => []
  end.
Fixpoint sum_of_squares (l : list T) : T := match l with [] => zero | x :: l' => x * x + sum_of_squares l' end.
Fixpoint frobenius_square (M : list (list T)) : T :=
  match M with
  | [] => zero
  | [] :: M' => zero + frobenius_square M'
  | (d :: o) :: M' => (d * d + rational A 2 * sum_of_squares o) + frobenius_square M'
  end.

(* ** The network on the data *)
Fixpoint product (axes : list (list T)) : list (list T) :=
  match axes with [] => [[]] | axis :: rest => flat_map (fun h => map (cons h) (product rest)) axis end.

Fixpoint grid_exponentials (c : T) (axes : list (list T)) (w : list T) : list T :=
  match axes, w with
  | axis :: axes', x :: w' =>
      let rest := grid_exponentials c axes' w' in let k := - (c * x) in
      flat_map (fun h => let e := exponential A (k * h) in map (mul A e) rest) axis
  | _, _ => [one]
  end.

Section OnProblem.
Variable P : problem.
Notation f := (unit_function P).

Definition data_points : list (list T) :=
  match data P with
  | Grid axes => product (map (map (rational A)) axes)
  | Points l => map (map (rational A)) l
  end.

Definition exponentials (w : list T) : list T :=
  let c := rational A (rate f) in
  match data P with
  | Grid axes => grid_exponentials c (map (map (rational A)) axes) w
  | Points l => map (fun x => exponential A (- (c * tdot w (map (rational A) x)))) l
  end.

(* The values of one neuron at all points, and of all neurons point by point. *)
Definition column (nu : tneuron) : list value :=
  map (fun e => (fst nu, unit_value A f e)) (exponentials (snd nu)).
Definition rows (net : list tneuron) : list (list value) :=
  fold_right (fun nu acc => map2 cons (column nu) acc) (map (fun _ => []) data_points) net.
Definition output_of (e : list value) : T := fold_right (fun v acc => fst v * snd v + acc) zero e.

Definition data_labels : list T :=
  match target P with
  | Teacher neurons => map output_of (rows (map (fun nu => (rational A (fst nu), map (rational A) (snd nu))) neurons))
  | Given values => map (rational A) values
  end.

Definition evaluate (net : list tneuron) : list sample :=
  map2 (fun z e => (fst z, output_of e - snd z, e)) (combine data_points data_labels) (rows net).

(* ** Gradient and Hessian, unnormalised: sums over the samples *)
Definition slope (s : T) : T := match f with Sigmoid => s * (one - s) | Tanh => one - s * s end.
Definition curvature (s s1 : T) : T :=
  match f with Sigmoid => s1 * (one - rational A 2 * s) | Tanh => - (rational A 2 * s * s1) end.

(* derivative of the output with respect to the parameters *)
Fixpoint output_gradient (x : list T) (e : list value) : list T :=
  match e with [] => [] | (a, s) :: e' => s :: scale (a * slope s) x ++ output_gradient x e' end.
(* r times the (block diagonal) second derivative of the output *)
Fixpoint output_hessian (x : list T) (r : T) (e : list value) : list (list T) :=
  match e with
  | [] => []
  | (a, s) :: e' =>
      let s1 := slope s in
      (zero :: scale (r * s1) x) :: map (scale (r * (a * curvature s s1))) (outer x) ++ output_hessian x r e'
  end.

Definition sum_gradient (l : list sample) : list T :=
  fold_right (fun z acc => let '(x, r, e) := z in ladd (scale r (output_gradient x e)) acc) [] l.
Definition sample_hessian (z : sample) : list (list T) :=
  let '(x, r, e) := z in madd (outer (output_gradient x e)) (output_hessian x r e).
Definition sum_hessian (l : list sample) : list (list T) := sum_in_pairs madd [] (map sample_hessian l).
Definition sum_squares (l : list sample) : T :=
  fold_right (fun z acc => let '(x, r, e) := z in r * r + acc) zero l.

(* ** Normalised: derivatives of the loss *)
Definition points_count : Z := Z.of_nat (length data_points).
Definition loss (l : list sample) : T := rational A (Qmake 1 (Z.to_pos points_count)) * sum_squares l.
Definition gradient (l : list sample) : list T :=
  scale (rational A (Qmake 2 (Z.to_pos points_count))) (sum_gradient l).
Definition hessian (l : list sample) : list (list T) :=
  map (scale (rational A (Qmake 2 (Z.to_pos points_count)))) (sum_hessian l).
(* phi(w): derivative of the loss in the output weight of a further neuron with input weights w *)
Definition added_slope (l : list sample) (w : list T) : T :=
  rational A (Qmake 2 (Z.to_pos points_count))
  * fold_right (add A) zero (map2 (fun z v => snd (fst z) * snd v) l (column (zero, w))).
End OnProblem.

(* Copies of neurons with given fractions of the output weight. *)
Definition split_copies (mus : list T) (nu : tneuron) : list tneuron := map (fun mu => (mu * fst nu, snd nu)) mus.
Fixpoint split_all (s : list (list T)) (net : list tneuron) : list tneuron :=
  match s, net with mus :: s', nu :: net' => split_copies mus nu ++ split_all s' net' | _, _ => [] end.

(* mu I + sum of l l' *)
Definition shifted_squares (mu : T) (l : list (list T)) (n : nat) : list (list T) :=
  fold_right (fun v acc => madd (outer v) acc) (repeat [mu] n) l.

(* A flat parameter vector as a network of width m on R^d. *)
Fixpoint neurons_of (d m : nat) (l : list T) : list tneuron :=
  match m, l with
  | S m', a :: l' => (a, firstn d l') :: neurons_of d m' (skipn d l')
  | _, _ => []
  end.
End Program.

(* * Parametricity *)
Section Containment.
Context {T U : Type} (A : arithmetic T) (B : arithmetic U) (rel : T -> U -> Prop) (positive : U -> Prop).
Hypothesis rel_rational : forall q, rel (rational A q) (rational B q).
Hypothesis rel_add : forall a a' b b', rel a a' -> rel b b' -> rel (add A a b) (add B a' b').
Hypothesis rel_mul : forall a a' b b', rel a a' -> rel b b' -> rel (mul A a b) (mul B a' b').
Hypothesis rel_neg : forall a a', rel a a' -> rel (neg A a) (neg B a').
Hypothesis rel_exponential : forall a a', rel a a' -> rel (exponential A a) (exponential B a') /\ positive (exponential B a').
Hypothesis rel_unit_value : forall f a a', rel a a' -> positive a' -> rel (unit_value A f a) (unit_value B f a').
Hypothesis positive_one : positive (rational B 1).
Hypothesis positive_mul : forall a b, positive a -> positive b -> positive (mul B a b).
Notation relL := (Forall2 rel).
Notation relM := (Forall2 (Forall2 rel)).
Definition relN (nu : tneuron) (nu' : tneuron) := rel (fst nu) (fst nu') /\ relL (snd nu) (snd nu').
Definition relV (v : value) (v' : value) := rel (fst v) (fst v') /\ rel (snd v) (snd v').
Definition relS (z : sample) (z' : sample) :=
  relL (fst (fst z)) (fst (fst z')) /\ rel (snd (fst z)) (snd (fst z')) /\ Forall2 relV (snd z) (snd z').
Definition relP (e : T) (e' : U) := rel e e' /\ positive e'.

Lemma p_map {X Y X' Y'} (R1 : X -> X' -> Prop) (R2 : Y -> Y' -> Prop) g g' l l' :
  (forall a a', R1 a a' -> R2 (g a) (g' a')) -> Forall2 R1 l l' -> Forall2 R2 (map g l) (map g' l').
Proof. intros Hg H; induction H; simpl; constructor; auto. Qed.
Lemma p_map_same {X Y Y'} (R2 : Y -> Y' -> Prop) (g : X -> Y) g' l :
  (forall a, R2 (g a) (g' a)) -> Forall2 R2 (map g l) (map g' l).
Proof. intros Hg. induction l; simpl; constructor; auto. Qed.
Lemma p_map2 {X Y Z X' Y' Z'} (R1 : X -> X' -> Prop) (R2 : Y -> Y' -> Prop) (R3 : Z -> Z' -> Prop) g g' l l' k k' :
  (forall a a' b b', R1 a a' -> R2 b b' -> R3 (g a b) (g' a' b')) ->
  Forall2 R1 l l' -> Forall2 R2 k k' -> Forall2 R3 (map2 g l k) (map2 g' l' k').
Proof.
  intros Hg H. revert k k'. induction H; intros k k' Hk; simpl; [constructor|].
  destruct Hk; constructor; auto.
Qed.
Lemma p_flat_map {X Y X' Y'} (R1 : X -> X' -> Prop) (R2 : Y -> Y' -> Prop) g g' l l' :
  (forall a a', R1 a a' -> Forall2 R2 (g a) (g' a')) -> Forall2 R1 l l' -> Forall2 R2 (flat_map g l) (flat_map g' l').
Proof. intros Hg H; induction H; simpl; [constructor|]. apply Forall2_app; auto. Qed.
Lemma p_pairs {X Y} (R1 : X -> Y -> Prop) g g' : (forall a a' b b', R1 a a' -> R1 b b' -> R1 (g a b) (g' a' b')) ->
  forall l l', Forall2 R1 l l' -> Forall2 R1 (pairs g l) (pairs g' l').
Proof.
  intros Hg. fix IH 3. intros l l' H. destruct H as [|a a' l l' Ha H]; [constructor|].
  destruct H as [|b b' l l' Hb H]; [constructor; [exact Ha|constructor]|].
  exact (Forall2_cons _ _ (Hg _ _ _ _ Ha Hb) (IH _ _ H)).
Qed.
Lemma p_sum_in_pairs {X Y} (R1 : X -> Y -> Prop) g g' zero zero' : (forall a a' b b', R1 a a' -> R1 b b' -> R1 (g a b) (g' a' b')) ->
  R1 zero zero' -> forall l l', Forall2 R1 l l' -> R1 (sum_in_pairs g zero l) (sum_in_pairs g' zero' l').
Proof.
  intros Hg Hz l l' H. unfold sum_in_pairs.
  assert (K : Forall2 R1 (Nat.iter 20 (pairs g) l) (Nat.iter 20 (pairs g') l')).
  { generalize 20%nat as k. induction k as [|k IH]; [exact H|]. simpl. now apply p_pairs. }
  induction K; simpl; auto.
Qed.
Lemma p_length {X Y} (R1 : X -> Y -> Prop) l l' : Forall2 R1 l l' -> length l = length l'.
Proof. intros H; induction H; simpl; congruence. Qed.

Lemma p_ladd a a' b b' : relL a a' -> relL b b' -> relL (ladd A a b) (ladd B a' b').
Proof. intros H; revert b b'. induction H; intros b b' Hb; [exact Hb|]. destruct Hb; simpl; constructor; auto. Qed.
Lemma p_madd a a' b b' : relM a a' -> relM b b' -> relM (madd A a b) (madd B a' b').
Proof.
  intros H; revert b b'. induction H; intros b b' Hb; [exact Hb|].
  destruct Hb; simpl; constructor; auto using p_ladd.
Qed.
Lemma p_scale c c' l l' : rel c c' -> relL l l' -> relL (scale A c l) (scale B c' l').
Proof. intros Hc. apply p_map; auto. Qed.
Lemma p_mscale c c' l l' : rel c c' -> relM l l' -> relM (map (scale A c) l) (map (scale B c') l').
Proof. intros Hc. apply p_map. intros. now apply p_scale. Qed.
Lemma p_dot a a' b b' : relL a a' -> relL b b' -> rel (tdot A a b) (tdot B a' b').
Proof. intros H; revert b b'. induction H; intros b b' Hb; [apply rel_rational|]. destruct Hb; simpl; [apply rel_rational|]. auto. Qed.
Lemma p_outer l l' : relL l l' -> relM (outer A l) (outer B l').
Proof. intros H; induction H; simpl; constructor; auto. constructor; auto using p_scale. Qed.
Lemma p_apply_matrix M M' v v' : relM M M' -> relL v v' -> relL (apply_matrix A M v) (apply_matrix B M' v').
Proof.
  intros H; revert v v'. induction H as [|r r' M M' Hr H IH]; intros v v' Hv; simpl; [constructor|].
  destruct Hv as [|x x' v v' Hx Hv]; [destruct r, r'; constructor|].
  destruct Hr as [|d d' o o' Hd Ho]; constructor; auto.
  - apply rel_rational.
  - apply rel_add; auto using p_dot.
  - apply p_ladd; auto using p_scale.
Qed.
Lemma p_sum_of_squares l l' : relL l l' -> rel (sum_of_squares A l) (sum_of_squares B l').
Proof. intros H; induction H; simpl; [apply rel_rational|auto]. Qed.
Lemma p_frobenius M M' : relM M M' -> rel (frobenius_square A M) (frobenius_square B M').
Proof.
  intros H; induction H as [|r r' M M' Hr H IH]; simpl; [apply rel_rational|].
  destruct Hr; apply rel_add; auto; [apply rel_rational|]. apply rel_add; auto using p_sum_of_squares.
Qed.
Lemma p_shifted_squares mu mu' l l' n : rel mu mu' -> relM l l' -> relM (shifted_squares A mu l n) (shifted_squares B mu' l' n).
Proof.
  intros Hm H. induction H; simpl; [|apply p_madd; auto using p_outer].
  induction n; simpl; repeat constructor; auto.
Qed.
Lemma p_neurons_of d m l l' : relL l l' -> Forall2 relN (neurons_of d m l) (neurons_of d m l').
Proof.
  revert l l'. induction m as [|m IH]; intros l l' H; simpl; [constructor|].
  destruct H as [|a a' l l' Ha H]; constructor.
  - split; [exact Ha|]. simpl. clear IH. revert l l' H. induction d; intros l l' H; simpl; [constructor|].
    destruct H; constructor; auto.
  - apply IH. clear IH. revert l l' H. induction d; intros l l' H; simpl; [assumption|].
    destruct H; [constructor|auto].
Qed.

Section OnProblem.
Variable P : problem.

Lemma p_rationals l : relL (map (rational A) l) (map (rational B) l).
Proof. apply p_map_same. auto. Qed.
Lemma p_rational_lists l : relM (map (map (rational A)) l) (map (map (rational B)) l).
Proof. apply p_map_same. apply p_rationals. Qed.
Lemma p_product axes axes' : relM axes axes' -> relM (product axes) (product axes').
Proof.
  intros H; induction H; simpl; [repeat constructor|].
  eapply p_flat_map; [|eassumption]. intros. eapply p_map; [|exact IHForall2]. intros; constructor; auto.
Qed.
Lemma p_data_points : relM (data_points A P) (data_points B P).
Proof. unfold data_points. destruct (data P); [apply p_product|]; apply p_rational_lists. Qed.
Lemma p_grid_exponentials c c' axes axes' w w' : rel c c' -> relM axes axes' -> relL w w' ->
  Forall2 relP (grid_exponentials A c axes w) (grid_exponentials B c' axes' w').
Proof.
  intros Hc H; revert w w'. induction H as [|x x' axes axes' Hx H IH]; intros w w' Hw; simpl.
  - repeat constructor; auto. apply rel_rational.
  - destruct Hw as [|y y' w w' Hy Hw]; [repeat constructor; auto; apply rel_rational|].
    eapply p_flat_map; [|exact Hx]. intros h h' Hh. eapply p_map; [|apply IH; exact Hw].
    intros e e' (He1 & He2). destruct (rel_exponential (mul A (neg A (mul A c y)) h) (mul B (neg B (mul B c' y')) h')) as (H1 & H2); auto.
    split; auto.
Qed.
Lemma p_exponentials w w' : relL w w' -> Forall2 relP (exponentials A P w) (exponentials B P w').
Proof.
  intros Hw. unfold exponentials. destruct (data P).
  - apply p_grid_exponentials; auto using p_rational_lists.
  - apply p_map_same. intros x. apply rel_exponential. apply rel_neg, rel_mul; auto.
    apply p_dot; auto using p_rationals.
Qed.
Lemma p_column nu nu' : relN nu nu' -> Forall2 relV (column A P nu) (column B P nu').
Proof.
  intros (Ha & Hw). eapply p_map; [|apply p_exponentials, Hw].
  intros e e' (H1 & H2). split; simpl; auto.
Qed.
Lemma p_rows net net' : Forall2 relN net net' -> Forall2 (Forall2 relV) (rows A P net) (rows B P net').
Proof.
  intros H. induction H; simpl.
  - eapply p_map; [|apply p_data_points]. intros; constructor.
  - eapply p_map2; [|apply p_column; eassumption|exact IHForall2]. intros; constructor; auto.
Qed.
Lemma p_output_of e e' : Forall2 relV e e' -> rel (output_of A e) (output_of B e').
Proof. intros H; induction H as [|v v' e e' (H1 & H2) H IH]; simpl; [apply rel_rational|auto]. Qed.
Lemma p_data_labels : relL (data_labels A P) (data_labels B P).
Proof.
  unfold data_labels. destruct (target P); [|apply p_rationals].
  eapply p_map; [intros e e' He; apply p_output_of, He|]. apply p_rows. apply p_map_same.
  intros nu. split; simpl; auto using p_rationals.
Qed.
Lemma p_evaluate net net' : Forall2 relN net net' -> Forall2 relS (evaluate A P net) (evaluate B P net').
Proof.
  intros H. unfold evaluate.
  apply (p_map2 (fun z z' => relL (fst z) (fst z') /\ rel (snd z) (snd z')) (Forall2 relV)).
  - intros z z' e e' (Hx & Hy) He. split; [exact Hx|split; [|exact He]]. simpl. auto using p_output_of.
  - generalize p_data_labels as K. generalize (data_labels A P) as y, (data_labels B P) as y'.
    induction p_data_points as [|x x' l l' Hx Hl IH]; intros y y' K; simpl; [constructor|].
    destruct K; constructor; auto.
  - now apply p_rows.
Qed.
Lemma p_slope s s' : rel s s' -> rel (slope A P s) (slope B P s').
Proof. intros H. unfold slope, one. destruct (unit_function P); auto 6. Qed.
Lemma p_curvature s s' s1 s1' : rel s s' -> rel s1 s1' -> rel (curvature A P s s1) (curvature B P s' s1').
Proof. intros H H1. unfold curvature, one. destruct (unit_function P); auto 8. Qed.
Lemma p_output_gradient x x' e e' : relL x x' -> Forall2 relV e e' -> relL (output_gradient A P x e) (output_gradient B P x' e').
Proof.
  intros Hx H. induction H as [|(a,s) (a',s') e e' (Ha & Hs) H IH]; simpl in *; [constructor|].
  constructor; [assumption|]. apply Forall2_app; auto. apply p_scale; auto. apply rel_mul; auto using p_slope.
Qed.
Lemma p_output_hessian x x' r r' e e' : relL x x' -> rel r r' -> Forall2 relV e e' ->
  relM (output_hessian A P x r e) (output_hessian B P x' r' e').
Proof.
  intros Hx Hr H. induction H as [|(a,s) (a',s') e e' (Ha & Hs) H IH]; simpl in *; [constructor|].
  assert (H1 := p_slope s s' Hs).
  constructor; [constructor; [apply rel_rational|apply p_scale; auto]|].
  apply Forall2_app; auto. apply p_mscale; auto using p_outer. auto 8 using p_curvature.
Qed.
Lemma p_sum_gradient l l' : Forall2 relS l l' -> relL (sum_gradient A P l) (sum_gradient B P l').
Proof.
  intros H. induction H as [|((x,r),e) ((x',r'),e') l l' (Hx & Hr & He) H IH]; simpl in *; [constructor|].
  apply p_ladd; auto. apply p_scale; auto. now apply p_output_gradient.
Qed.
Lemma p_sum_hessian l l' : Forall2 relS l l' -> relM (sum_hessian A P l) (sum_hessian B P l').
Proof.
  intros H. unfold sum_hessian. apply (p_sum_in_pairs relM); [apply p_madd|constructor|].
  induction H as [|((x,r),e) ((x',r'),e') l l' (Hx & Hr & He) H IH]; simpl in *; constructor; auto.
  apply p_madd; [apply p_outer; now apply p_output_gradient|now apply p_output_hessian].
Qed.
Lemma p_sum_squares l l' : Forall2 relS l l' -> rel (sum_squares A l) (sum_squares B l').
Proof.
  intros H. induction H as [|((x,r),e) ((x',r'),e') l l' (Hx & Hr & He) H IH]; simpl in *; [apply rel_rational|auto].
Qed.
Lemma points_count_same : points_count A P = points_count B P.
Proof. unfold points_count. now rewrite (p_length _ _ _ p_data_points). Qed.
Lemma p_loss l l' : Forall2 relS l l' -> rel (loss A P l) (loss B P l').
Proof. intros H. unfold loss. rewrite points_count_same. auto using p_sum_squares. Qed.
Lemma p_gradient l l' : Forall2 relS l l' -> relL (gradient A P l) (gradient B P l').
Proof. intros H. unfold gradient. rewrite points_count_same. apply p_scale; auto using p_sum_gradient. Qed.
Lemma p_hessian l l' : Forall2 relS l l' -> relM (hessian A P l) (hessian B P l').
Proof. intros H. unfold hessian. rewrite points_count_same. apply p_mscale; auto using p_sum_hessian. Qed.
Lemma p_added_slope l l' w w' : Forall2 relS l l' -> relL w w' -> rel (added_slope A P l w) (added_slope B P l' w').
Proof.
  intros Hl Hw. unfold added_slope. rewrite points_count_same. apply rel_mul; [apply rel_rational|].
  assert (H : relL (map2 (fun z v => mul A (snd (fst z)) (snd v)) l (column A P (zero A, w)))
                   (map2 (fun z v => mul B (snd (fst z)) (snd v)) l' (column B P (zero B, w')))).
  { apply (p_map2 relS relV); [|assumption|apply p_column; split; [apply rel_rational|assumption]].
    intros z z' v v' (_ & Hr & _) (_ & Hv). auto. }
  induction H; simpl; [apply rel_rational|auto].
Qed.
Lemma p_split_all s s' net net' : relM s s' -> Forall2 relN net net' -> Forall2 relN (split_all A s net) (split_all B s' net').
Proof.
  intros H. revert net net'. induction H as [|mus mus' s s' Hm H IH]; intros net net' Hn; simpl; [constructor|].
  destruct Hn as [|nu nu' net net' (Ha & Hw) Hn]; [constructor|]. apply Forall2_app; [|now apply IH].
  apply (p_map rel relN); [|assumption]. intros mu mu' Hmu. split; simpl; auto.
Qed.
End OnProblem.
End Containment.
