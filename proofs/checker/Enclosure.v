(* Interval enclosures of the loss, its gradient and its Hessian over a box,
   over any number format of CoqInterval. *)
From Coq Require Import Reals Lra Lia ZArith List QArith Qreals.
From Coquelicot Require Import Rcomplements.
From Flocq Require Import Zaux.
From Interval Require Import Float.Sig Interval.Float_full Interval.Interval Real.Xreal.
From Certify Require Import Specification Vector LocalMinimum Smooth SafranShamir Krawczyk QuadraticForm
  Calculus Program RealProgram Evidence.
Import ListNotations.
Open Scope R_scope.

Module Enclosure (F : FloatOps with Definition radix := radix2 with Definition sensible_format := true).
Module I := FloatIntervalFull F.

Section Precision.
Variable prec : F.precision.

(* * Interval arithmetic contains real arithmetic *)
Definition of_rational (q : Q) : I.type :=
  match Qden q with
  | xH => I.fromZ prec (Qnum q)
  | d => I.div prec (I.fromZ prec (Qnum q)) (I.fromZ prec (Zpos d))
  end.
Definition intervals : arithmetic I.type :=
  Arithmetic I.type of_rational (I.add prec) (I.mul prec) I.neg (I.exp prec)
    (fun f e =>
       let s := I.inv prec (I.add prec (I.fromZ prec 1) e) in
       match f with
       | Sigmoid => s
       | Tanh => I.add prec (I.mul prec (I.fromZ prec 2) s) (I.fromZ prec (-1))
       end).

Definition ct (xi : I.type) (x : R) := contains (I.convert xi) (Xreal x).

Lemma ct_add a b x y : ct a x -> ct b y -> ct (I.add prec a b) (x + y).
Proof. intros; now apply (I.add_correct prec a b (Xreal x) (Xreal y)). Qed.
Lemma ct_sub a b x y : ct a x -> ct b y -> ct (I.sub prec a b) (x - y).
Proof. intros; now apply (I.sub_correct prec a b (Xreal x) (Xreal y)). Qed.
Lemma ct_mul a b x y : ct a x -> ct b y -> ct (I.mul prec a b) (x * y).
Proof. intros; now apply (I.mul_correct prec a b (Xreal x) (Xreal y)). Qed.
Lemma ct_neg a x : ct a x -> ct (I.neg a) (- x).
Proof. intros; now apply (I.neg_correct a (Xreal x)). Qed.
Lemma ct_abs a x : ct a x -> ct (I.abs a) (Rabs x).
Proof. intros; now apply (I.abs_correct a (Xreal x)). Qed.
Lemma ct_exp a x : ct a x -> ct (I.exp prec a) (exp x).
Proof. intros; now apply (I.exp_correct prec a (Xreal x)). Qed.
Lemma ct_Z z : ct (I.fromZ prec z) (IZR z).
Proof. apply I.fromZ_correct. Qed.
Lemma ct_inv a x : x <> 0 -> ct a x -> ct (I.inv prec a) (/ x).
Proof.
  intros Hx H. pose proof (I.inv_correct prec a (Xreal x) H) as K. unfold Xbind, Xinv' in K.
  rewrite is_zero_false in K by assumption. exact K.
Qed.
Lemma ct_div a b x y : y <> 0 -> ct a x -> ct b y -> ct (I.div prec a b) (x / y).
Proof.
  intros Hy Ha Hb. pose proof (I.div_correct prec _ _ _ _ Ha Hb) as K. unfold Xbind2, Xdiv' in K.
  rewrite is_zero_false in K by assumption. exact K.
Qed.
Lemma ct_rational q : ct (of_rational q) (Q2R q).
Proof.
  destruct q as (a, b). unfold of_rational, Q2R. cbn [Qnum Qden].
  assert (K : ct (I.div prec (I.fromZ prec a) (I.fromZ prec (Zpos b))) (IZR a * / IZR (Zpos b))).
  { apply ct_div; try apply ct_Z. apply not_0_IZR. discriminate. }
  destruct b; try exact K. rewrite Rinv_1, Rmult_1_r. apply ct_Z.
Qed.
Lemma ct_unit_value f e x : ct e x -> 0 < x -> ct (unit_value intervals f e) (unit_value reals f x).
Proof.
  intros He Hx. assert (H : ct (I.inv prec (I.add prec (I.fromZ prec 1) e)) (/ (1 + x))).
  { apply ct_inv; [lra|]. apply ct_add; [apply ct_Z|exact He]. }
  destruct f; cbn [unit_value intervals reals]; [exact H|].
  apply ct_add; [apply ct_mul; [apply ct_Z|exact H]|apply ct_Z].
Qed.

Definition strictly_below (x y : I.type) : bool :=
  match I.sign_strict (I.sub prec x y) with Xlt => true | _ => false end.
Lemma strictly_below_correct a b x y : ct a x -> ct b y -> strictly_below a b = true -> x < y.
Proof.
  intros Ha Hb. unfold strictly_below. pose proof (I.sign_strict_correct (I.sub prec a b)) as K.
  destruct (I.sign_strict (I.sub prec a b)); try discriminate. intros _.
  destruct (K (Xreal (x - y)) (ct_sub _ _ _ _ Ha Hb)) as (_ & K2). simpl in K2. lra.
Qed.

(* * Boxes *)
Definition box (r : Q) (p : list Q) : list I.type :=
  map (fun c => I.join (of_rational (c - r)) (of_rational (c + r))) p.
Notation "'relL'" := (Forall2 ct).
Notation "'relM'" := (Forall2 (Forall2 ct)).

Lemma ct_between a b c x : ct a b -> ct a c -> b <= x <= c -> ct a x.
Proof. intros Hb Hc Hx. exact (contains_connected _ _ _ Hb Hc x Hx). Qed.

Lemma ct_box r p q : within (length p) (Q2R r) (at_rational p) q -> relL (box r p) (coordinates 0 (length p) q).
Proof.
  assert (H : forall k, (forall i, (i < length p)%nat -> Rabs (q (k + i)%nat - at_rational p i) <= Q2R r) ->
    relL (box r p) (coordinates k (length p) q)); [|apply (H 0%nat)].
  induction p as [|c p IH]; intros k H; simpl; constructor.
  - specialize (H 0%nat ltac:(simpl; lia)). rewrite Nat.add_0_r in H. apply Rabs_le_between in H.
    unfold at_rational in H. simpl in H.
    apply (ct_between _ (Q2R (c - r)) (Q2R (c + r))).
    + apply I.join_correct; left; apply ct_rational.
    + apply I.join_correct; right; apply ct_rational.
    + rewrite Q2R_minus, Q2R_plus. lra.
  - apply IH. intros i Hi. specialize (H (S i) ltac:(simpl; lia)).
    replace (k + S i)%nat with (S k + i)%nat in H by lia. exact H.
Qed.

Definition vector (l : list Q) : list I.type := map of_rational l.
Lemma ct_vector l n : length l = n -> relL (vector l) (coordinates 0 n (at_rational l)).
Proof. intros H. rewrite coordinates_rational by assumption. induction l in n, H |- *; constructor; [apply ct_rational|]. eapply IHl. reflexivity. Qed.
Lemma ct_vectors l : relM (map vector l) (map (map Q2R) l).
Proof. induction l as [|v l IH]; constructor; auto. induction v; constructor; auto using ct_rational. Qed.

Ltac arithmetic_facts := solve
  [ apply ct_rational | intros; now apply ct_add | intros; now apply ct_mul | intros; now apply ct_neg
  | intros; split; [now apply ct_exp|apply exp_pos] | intros; now apply ct_unit_value
  | cbn; rewrite Q2R_1; lra | intros; now apply Rmult_lt_0_compat ].

Section OnProblem.
Variables (P : problem) (m : nat).
Notation n := (parameters P m).
Notation net := (network (dimension P) m 0).

Definition evaluation (r : Q) (p : list Q) : list sample :=
  evaluate intervals P (neurons_of (dimension P) m (box r p)).
Definition point_evaluation (p : list Q) : list sample :=
  evaluate intervals P (neurons_of (dimension P) m (vector p)).

Definition encloses := Forall2 (relS (T := I.type) (U := R) ct).

Lemma evaluation_encloses r p q : length p = n -> within n (Q2R r) (at_rational p) q ->
  encloses (evaluation r p) (evaluate reals P (net q)).
Proof.
  intros Hp Hq. unfold encloses. apply (p_evaluate intervals reals ct (fun x => 0 < x)); try arithmetic_facts.
  rewrite <- (neurons_of_coordinates P m 0 q). apply p_neurons_of.
  rewrite <- Hp in Hq. change (m * S (dimension P))%nat with n. rewrite <- Hp. now apply ct_box.
Qed.
Lemma point_evaluation_encloses p : length p = n ->
  encloses (point_evaluation p) (evaluate reals P (net (at_rational p))).
Proof.
  intros Hp. unfold encloses. apply (p_evaluate intervals reals ct (fun x => 0 < x)); try arithmetic_facts.
  rewrite <- (neurons_of_coordinates P m 0). apply p_neurons_of.
  now apply ct_vector.
Qed.

Lemma loss_encloses s s' : encloses s s' -> ct (loss intervals P s) (loss reals P s').
Proof. intros H. apply (p_loss intervals reals ct); try arithmetic_facts. exact H. Qed.
Lemma gradient_encloses s s' : encloses s s' -> relL (gradient intervals P s) (gradient reals P s').
Proof. intros H. apply (p_gradient intervals reals ct); try arithmetic_facts. exact H. Qed.
Lemma hessian_encloses s s' : encloses s s' -> relM (hessian intervals P s) (hessian reals P s').
Proof. intros H. apply (p_hessian intervals reals ct); try arithmetic_facts. exact H. Qed.

End OnProblem.
End Precision.

Ltac arithmetic_facts := solve
  [ apply ct_rational | intros; now apply ct_add | intros; now apply ct_mul | intros; now apply ct_neg
  | intros; split; [now apply ct_exp|apply exp_pos] | intros; now apply ct_unit_value
  | cbn; rewrite Q2R_1; lra | intros; now apply Rmult_lt_0_compat ].
End Enclosure.
