(* Lemmas 1 and 2 of Safran and Shamir (2018): a small gradient and a positive Hessian give a local
   minimum nearby, and a loss far above a reference value makes it non-global.

   lemma1_published   the form of the paper: 9 lambda^2 - 25 B eps >= 0 and its radius, B a bound on
                      the third derivative along lines
   lemma1_lipschitz   the same with B a Lipschitz constant of the Hessian
   lemma1_uniform     Hessian >= lambda on the whole ball and eps < lambda r: exactly one critical
                      point in the ball, a strict local minimum, within eps / lambda
   lemma2             non-global, against any reference point *)
From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Certify Require Import Specification Vector LocalMinimum Smooth.
Open Scope R_scope.

Section Lemmas.
Variables (n : nat) (F : vec -> R) (D D2 : vec -> vec -> R) (p : vec).
Hypothesis HF : smooth n F D D2.
Notation ball := (inball n p).
Notation distance q := (norm n (diff q p)).

Definition critical (q : vec) := forall u, D q u = 0.

Lemma ray_in_ball r q t : ball r q -> 0 <= t <= 1 -> ball r (move p t (diff q p)).
Proof. intros. apply segment_in_ball; auto using inball_centre. Qed.

(* Distance of a point of the ray. *)
Lemma ray_distance q t : 0 <= t -> norm n (diff (move p t (diff q p)) p) = t * distance q.
Proof.
  intros Ht. unfold norm.
  rewrite (N2_ext n _ (fun i => t * diff q p i)) by (intros; unfold move, diff; ring).
  rewrite N2_scal, sqrt_mult by (try apply N2_nonneg; nra). now rewrite sqrt_square.
Qed.

(* Values: along a ray F exceeds F p - eps s + lambda s^2/2 - B s^3/6. *)
Lemma cubic_growth r eps lambda B q :
  0 <= B -> ball r q ->
  (forall u, lambda * N2 n u <= D2 p u) ->
  (forall u, Rabs (D p u) <= eps * norm n u) ->
  (let u := diff q p in forall t, 0 <= t <= 1 ->
     lambda * N2 n u - B * t * (norm n u * N2 n u) <= D2 (move p t u) u) ->
  let s := distance q in F p - eps * s + lambda * (s * s) / 2 - B * (s * s * s) / 6 <= F q.
Proof.
  intros HB Hq Hc Hg H s. set (u := diff q p) in *. cbv zeta in H.
  assert (Hs : s * s = N2 n u) by apply norm_sq.
  rewrite <- (F_ext _ _ _ _ HF (move p 1 u) q) by (intros; apply move_1).
  rewrite <- (F_ext _ _ _ _ HF (move p 0 u) p) by (intros; apply move_0).
  set (K := B * (s * s * s)).
  assert (S1 : forall t, 0 <= t <= 1 -> D p u + lambda * (s*s) * t - K * t * t / 2 <= D (move p t u) u).
  { intros t Ht.
    rewrite <- (D_ext _ _ _ _ HF (move p 0 u) p) by (intros; apply move_0).
    pose proof (growth (fun t => D (move p t u) u + K * t * t / 2)
                  (fun t => D2 (move p t u) u + K * t) (lambda * (s*s)) 0 t ltac:(lra)) as G.
    cbv beta in G. assert (G' := G); clear G.
    enough (D (move p 0 u) u + K * 0 * 0 / 2 + lambda * (s * s) * (t - 0) <= D (move p t u) u + K * t * t / 2) by lra.
    apply G'.
    - intros x _. apply (is_derive_plus (fun t => D (move p t u) u) (fun t => K * t * t / 2) x
        (D2 (move p x u) u) (K * x)); [apply (D_D2 _ _ _ _ HF)|auto_derive; [trivial|field]].
    - intros x Hx. specialize (H x ltac:(lra)). rewrite <- Hs in H. change (norm n u) with s in H. unfold K. lra. }
  assert (G : F (move p 0 u) - D p u * 0 - lambda * (s*s) * 0 * 0 / 2 + K * 0 * 0 * 0 / 6 + 0 * (1 - 0)
    <= F (move p 1 u) - D p u * 1 - lambda * (s*s) * 1 * 1 / 2 + K * 1 * 1 * 1 / 6).
  { apply (growth (fun t => F (move p t u) - D p u * t - lambda * (s*s) * t * t / 2 + K * t * t * t / 6)
      (fun t => D (move p t u) u - D p u - lambda * (s*s) * t + K * t * t / 2)); [lra| |].
    - intros t _.
      apply (is_derive_plus (fun t => F (move p t u) - D p u * t - lambda * (s*s) * t * t / 2) (fun t => K * t * t * t / 6) t
        (D (move p t u) u - D p u - lambda * (s*s) * t) (K * t * t / 2)); [|auto_derive; [trivial|field]].
      apply (is_derive_minus (fun t => F (move p t u) - D p u * t) (fun t => lambda * (s*s) * t * t / 2) t
        (D (move p t u) u - D p u) (lambda * (s*s) * t)); [|auto_derive; [trivial|field]].
      apply (is_derive_minus (fun t => F (move p t u)) (fun t => D p u * t) t _ (D p u));
        [apply (F_D _ _ _ _ HF)|auto_derive; [trivial|ring]].
    - intros t Ht. specialize (S1 t Ht). lra. }
  specialize (Hg u). apply Rabs_le_between in Hg. fold s in Hg.
  change (norm n u) with s in Hg. unfold K in *. lra.
Qed.

(* Lemma 1 as published.  The hypothesis on the third derivative is used through the bound
   D2 (p + t u) u >= D2 p u - B t |u|^3 that it gives by the mean value theorem. *)
Theorem lemma1_published (D3 : vec -> vec -> R) eps lambda B :
  let r := (3 * lambda - sqrt (9 * lambda * lambda - 25 * B * eps)) / (2 * B) in
  0 < eps -> 0 < lambda -> 0 < B -> 0 <= 9 * lambda * lambda - 25 * B * eps ->
  (forall u, Rabs (D p u) <= eps * norm n u) ->
  (forall u, lambda * N2 n u <= D2 p u) ->
  (forall u t, is_derive (fun t => D2 (move p t u) u) t (D3 (move p t u) u)) ->
  (forall q u, ball r q -> Rabs (D3 q u) <= B * (norm n u * N2 n u)) ->
  (forall q q' u, (forall i, (i < n)%nat -> q i = q' i) -> D2 q u = D2 q' u) ->
  exists q, distance q < r /\ local_min n F q.
Proof.
  intros r He Hl HB Hd Hg Hc H3 HD3 D2_ext.
  set (X := sqrt (9 * lambda * lambda - 25 * B * eps)) in *.
  assert (HX : X * X = 9 * lambda * lambda - 25 * B * eps) by (apply sqrt_sqrt; lra).
  assert (HX0 : 0 <= X) by apply sqrt_pos.
  assert (HBe : 0 < B * eps) by (apply Rmult_lt_0_compat; lra).
  assert (HX1 : X < 3 * lambda) by nra.
  assert (Er : B * r = (3 * lambda - X) / 2) by (unfold r; field; lra).
  assert (Hr : 0 < r) by (unfold r; apply Rdiv_lt_0_compat; lra).
  (* 25 eps = 12 lambda r - 4 B r^2, so the cubic is positive at r (25 > 24) *)
  assert (Ee : 25 * eps = 12 * lambda * r - 4 * (B * r) * r).
  { apply Rmult_eq_reg_r with B; [|lra].
    replace ((12 * lambda * r - 4 * (B * r) * r) * B) with (12 * lambda * (B * r) - 4 * (B * r) * (B * r)) by ring.
    rewrite Er. nra. }
  destruct (minimum_on_ball n F p r ltac:(lra)) as (q & Hq & Hmin).
  { intros q _. apply (F_cont _ _ _ _ HF). }
  exists q. set (s := distance q).
  assert (Hs0 : 0 <= s) by apply norm_nonneg.
  assert (Hsr : s <= r) by (apply inball_norm; [lra|exact Hq]).
  assert (Hlt : s < r).
  { destruct Hsr as [|E]; [assumption|exfalso].
    pose proof (cubic_growth r eps lambda B q ltac:(lra) Hq Hc Hg) as G. cbv zeta in G.
    assert (G1 : F p - eps * s + lambda * (s * s) / 2 - B * (s * s * s) / 6 <= F q).
    { apply G. intros t Ht. set (u := diff q p).
      assert (K : D2 (move p 0 u) u + - (B * (norm n u * N2 n u)) * (t - 0) <= D2 (move p t u) u).
      { apply (growth (fun t => D2 (move p t u) u) (fun t => D3 (move p t u) u)); [lra|auto|].
        intros x Hx. specialize (HD3 (move p x u) u (ray_in_ball r q x Hq ltac:(lra))).
        apply Rabs_le_between in HD3. lra. }
      rewrite (D2_ext (move p 0 u) p) in K by (intros; apply move_0).
      specialize (Hc u). lra. }
    specialize (Hmin p (inball_centre n p r)). rewrite E in G1.
    assert (P : 0 < - eps * r + lambda * (r * r) / 2 - (B * r) * (r * r) / 6); [|nra].
    replace eps with ((12 * lambda * r - 4 * (B * r) * r) / 25) by lra.
    replace (- ((12 * lambda * r - 4 * (B * r) * r) / 25) * r + lambda * (r * r) / 2 - (B * r) * (r * r) / 6)
      with ((r * r) * (3 * lambda - (B * r)) / 150) by field.
    assert (0 < r * r) by nra. assert (0 < 3 * lambda - B * r) by lra. nra. }
  split; [exact Hlt|]. apply (interior_minimum n F p r); [|exact Hmin].
  rewrite <- norm_sq. fold s. nra.
Qed.

(* Lemma 1 with a Lipschitz constant B of the Hessian.  Existence needs eps < lambda rho - B rho^2/2
   only; the radius of the published form is a corollary. *)
Theorem lemma1_lipschitz eps lambda B r rho :
  0 <= rho < r -> 0 <= B -> B * r < lambda -> 0 <= eps ->
  eps <= lambda * rho - B * rho * rho / 2 ->
  (forall u, Rabs (D p u) <= eps * norm n u) ->
  (forall u, lambda * N2 n u <= D2 p u) ->
  (forall q u, ball r q -> Rabs (D2 q u - D2 p u) <= B * distance q * N2 n u) ->
  exists q, distance q <= rho /\ local_min n F q.
Proof.
  intros Hrho HB HBr He Her Hg Hc HL.
  destruct (minimum_on_ball n F p r ltac:(lra)) as (q & Hq & Hmin).
  { intros q _. apply (F_cont _ _ _ _ HF). }
  exists q. set (u := diff q p). set (s := distance q).
  assert (Hs : 0 <= s) by apply norm_nonneg.
  assert (Hsr : s <= r) by (apply inball_norm; [lra|exact Hq]).
  assert (Hle : s <= rho).
  { pose proof (radial_slope n F D D2 HF p r q Hq Hmin) as Hrad. fold u in Hrad.
    assert (G : D p u + lambda * (s*s) - B * (s*s*s) / 2 <= D q u).
    { rewrite <- (D_ext _ _ _ _ HF (move p 0 u) p) by (intros; apply move_0).
      rewrite <- (D_ext _ _ _ _ HF (move p 1 u) q) by (intros; apply move_1).
      set (K := B * (s*s*s)).
      pose proof (growth (fun t => D (move p t u) u + K * t * t / 2) (fun t => D2 (move p t u) u + K * t)
        (lambda * (s*s)) 0 1 ltac:(lra)) as G. cbv beta in G.
      enough (D (move p 0 u) u + K * 0 * 0 / 2 + lambda * (s * s) * (1 - 0) <= D (move p 1 u) u + K * 1 * 1 / 2) by lra.
      apply G; clear G.
      - intros t _. apply (is_derive_plus (fun t => D (move p t u) u) (fun t => K * t * t / 2) t
          (D2 (move p t u) u) (K * t)); [apply (D_D2 _ _ _ _ HF)|auto_derive; [trivial|field]].
      - intros t Ht. specialize (HL _ u (ray_in_ball r q t Hq ltac:(lra))). fold u in HL.
        pose proof (ray_distance q t ltac:(lra)) as E. fold u s in E. rewrite E in HL.
        specialize (Hc u). apply Rabs_le_between in HL. rewrite <- (norm_sq n u) in *.
        change (norm n u) with s in *. unfold K. nra. }
    specialize (Hg u). apply Rabs_le_between in Hg. change (norm n u) with s in Hg.
    apply Rnot_lt_le. intros Hlt. assert (Hs0 : 0 < s) by lra.
    assert (lambda * s - B * s * s / 2 <= eps) by nra.
    assert ((s - rho) * (lambda - B * (s + rho) / 2) <= 0) by nra.
    assert (0 < lambda - B * (s + rho) / 2) by nra. nra. }
  split; [exact Hle|]. apply (interior_minimum n F p r); [|exact Hmin].
  rewrite <- norm_sq. fold u. change (norm n u) with s. nra.
Qed.

Corollary lemma1_lipschitz_published_radius eps lambda B :
  let r := (3 * lambda - sqrt (9 * lambda * lambda - 25 * B * eps)) / (2 * B) in
  0 < eps -> 0 < lambda -> 0 < B -> 0 <= 9 * lambda * lambda - 25 * B * eps ->
  (forall u, Rabs (D p u) <= eps * norm n u) ->
  (forall u, lambda * N2 n u <= D2 p u) ->
  (forall q u, ball r q -> Rabs (D2 q u - D2 p u) <= B * distance q * N2 n u) ->
  exists q, distance q < r /\ local_min n F q.
Proof.
  intros r He Hl HB Hd Hg Hc HL.
  set (X := sqrt (9 * lambda * lambda - 25 * B * eps)) in *.
  assert (HX : X * X = 9 * lambda * lambda - 25 * B * eps) by (apply sqrt_sqrt; lra).
  assert (HX0 : 0 <= X) by apply sqrt_pos.
  assert (HBe : 0 < B * eps) by (apply Rmult_lt_0_compat; lra).
  assert (HX1 : X < 3 * lambda) by nra.
  assert (Er : B * r = (3 * lambda - X) / 2) by (unfold r; field; lra).
  assert (Hr : 0 < r) by (unfold r; apply Rdiv_lt_0_compat; lra).
  set (Y := sqrt (lambda * lambda - 2 * B * eps)).
  assert (HY : Y * Y = lambda * lambda - 2 * B * eps) by (apply sqrt_sqrt; nra).
  assert (HY0 : 0 < Y) by (apply sqrt_lt_R0; nra).
  assert (HY1 : Y < lambda) by nra.
  set (rho := (lambda - Y) / B).
  assert (Erho : B * rho = lambda - Y) by (unfold rho; field; lra).
  assert (Hrho0 : 0 < rho) by (unfold rho; apply Rdiv_lt_0_compat; lra).
  assert (Hlt : rho < r).
  { apply Rmult_lt_reg_l with B; [assumption|]. rewrite Er, Erho. nra. }
  set (r' := Rmin r ((rho + lambda / B) / 2)).
  assert (Hlm : rho < lambda / B).
  { apply Rmult_lt_reg_l with B; [assumption|]. replace (B * (lambda / B)) with lambda by (field; lra). lra. }
  assert (Hr' : rho < r' <= r) by (split; [apply Rmin_glb_lt; lra|apply Rmin_l]).
  destruct (lemma1_lipschitz eps lambda B r' rho) as (q & H1 & H2); try lra; auto.
  - assert (r' <= (rho + lambda / B) / 2) by apply Rmin_r.
    assert (K : B * r' < B * (lambda / B)) by (apply Rmult_lt_compat_l; lra).
    replace (B * (lambda / B)) with lambda in K by (field; lra). assumption.
  - right. replace (B * rho * rho) with ((B * rho) * (B * rho) / B) by (field; lra).
    replace (lambda * rho) with (lambda * (B * rho) / B) by (field; lra). rewrite Erho.
    apply Rmult_eq_reg_r with B; [|lra]. field_simplify; [|lra..]. nra.
  - intros q u Hq. apply HL. apply (inball_mono n p r' r); [lra|assumption].
  - exists q. split; [lra|assumption].
Qed.

(* A local minimum is a critical point (Fermat). *)
Lemma local_min_critical q : local_min n F q -> critical q.
Proof.
  intros (d & Hd & Hmin) u.
  assert (H : forall v, 0 <= D q v).
  { intros v. apply Rnot_lt_le. intros Hneg.
    pose proof (F_D _ _ _ _ HF q v 0) as C. apply is_derive_Reals in C.
    rewrite (D_ext _ _ _ _ HF (move q 0 v) q) in C by (intros; apply move_0).
    destruct (C (- D q v / 2) ltac:(lra)) as (e & He).
    set (M := 1 + norm n v). assert (HM : 0 < M) by (pose proof (norm_nonneg n v); unfold M; lra).
    set (h := Rmin (e / 2) (d / (2 * M))).
    assert (Hdm : 0 < d / (2 * M)) by (apply Rdiv_lt_0_compat; lra).
    pose proof (cond_pos e) as Hep.
    assert (Hh : 0 < h) by (apply Rmin_pos; lra).
    assert (Hhe : h < e) by (apply Rle_lt_trans with (e / 2); [apply Rmin_l|lra]).
    assert (Hhd : h * M < d).
    { apply Rle_lt_trans with (d / (2 * M) * M); [apply Rmult_le_compat_r; [lra|apply Rmin_r]|].
      replace (d / (2 * M) * M) with (d / 2) by (field; lra). lra. }
    specialize (He h ltac:(lra) ltac:(rewrite Rabs_pos_eq; lra)). apply Rabs_def2 in He.
    rewrite (F_ext _ _ _ _ HF (move q 0 v) q) in He by (intros; apply move_0).
    replace (0 + h) with h in He by ring.
    assert (Hle : F q <= F (move q h v)).
    { apply Hmin. intros i Hi. unfold move. replace (q i + h * v i - q i) with (h * v i) by ring.
      rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
      pose proof (norm_coord n v i Hi). eapply Rle_lt_trans; [|exact Hhd].
      apply Rmult_le_compat_l; [lra|unfold M; lra]. }
    assert (0 <= (F (move q h v) - F q) / h).
    { apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]. }
    lra. }
  pose proof (H u) as H1. pose proof (H (fun i => - u i)) as H2.
  assert (E : D q (fun i => - u i) = - D q u).
  { pose proof (F_D _ _ _ _ HF q u 0) as C1. pose proof (F_D _ _ _ _ HF q (fun i => - u i) 0) as C2.
    rewrite (D_ext _ _ _ _ HF (move q 0 u) q) in C1 by (intros; apply move_0).
    rewrite (D_ext _ _ _ _ HF (move q 0 (fun i => - u i)) q) in C2 by (intros; apply move_0).
    assert (C3 : is_derive (fun t => F (move q t (fun i => - u i))) 0 (-1 * D q u)).
    { apply (is_derive_ext (fun t => F (move q (- t) u))).
      - intros t. apply (F_ext _ _ _ _ HF). intros; unfold move; ring.
      - apply (is_derive_comp (fun t => F (move q t u)) (fun t => - t)); [|auto_derive; [trivial|ring]].
        rewrite Ropp_0. exact C1. }
    apply is_derive_unique in C2. apply is_derive_unique in C3. rewrite C2 in C3. lra. }
  lra.
Qed.

(* Lemma 1, sharper: curvature at least lambda on the whole ball.  Exactly one critical point in the
   ball, a strict local minimum, the strict minimum of the ball, within eps / lambda of the centre. *)
Theorem lemma1_uniform r eps lambda :
  0 < lambda -> 0 <= eps -> eps < lambda * r ->
  (forall u, Rabs (D p u) <= eps * norm n u) ->
  (forall q u, ball r q -> lambda * N2 n u <= D2 q u) ->
  exists q, distance q <= eps / lambda /\ eps / lambda < r /\
    local_min n F q /\ critical q /\
    (forall q', ball r q' -> (exists i, (i < n)%nat /\ q' i <> q i) -> F q < F q') /\
    (forall q', ball r q' -> critical q' -> forall i, (i < n)%nat -> q' i = q i).
Proof.
  intros Hl He Her Hg Hc.
  assert (Hr : 0 < r) by nra.
  assert (Hq0 : 0 <= eps / lambda) by (apply Rmult_le_pos; [assumption|left; now apply Rinv_0_lt_compat]).
  assert (Eq : lambda * (eps / lambda) = eps) by (field; lra).
  assert (Hq1 : eps / lambda < r) by (apply Rmult_lt_reg_l with lambda; [assumption|lra]).
  destruct (minimum_on_ball n F p r ltac:(lra)) as (q & Hq & Hmin).
  { intros q _. apply (F_cont _ _ _ _ HF). }
  (* two points of the ball: the slope grows along the segment *)
  assert (Hmono : forall q1 q2, ball r q1 -> ball r q2 ->
    D q1 (diff q2 q1) + lambda * N2 n (diff q2 q1) <= D q2 (diff q2 q1)).
  { intros q1 q2 H1 H2. apply (slope_growth n F D D2 HF). intros t Ht. apply Hc.
    now apply segment_in_ball. }
  set (s := distance q). assert (Hs : 0 <= s) by apply norm_nonneg.
  assert (Hle : s <= eps / lambda).
  { pose proof (radial_slope n F D D2 HF p r q Hq Hmin) as Hrad.
    pose proof (Hmono p q (inball_centre n p r) Hq) as G.
    specialize (Hg (diff q p)). apply Rabs_le_between in Hg. rewrite <- norm_sq in G. fold s in G, Hg.
    apply Rmult_le_reg_l with lambda; [assumption|]. rewrite Eq.
    destruct Hs as [Hs|Hs]; [nra|rewrite <- Hs in *; lra]. }
  assert (Hloc : local_min n F q).
  { apply (interior_minimum n F p r); [|exact Hmin]. rewrite <- norm_sq. fold s. nra. }
  pose proof (local_min_critical q Hloc) as Hcrit.
  exists q. do 4 (split; [assumption|]). split.
  - intros q' Hq' (i & Hi & Hne).
    pose proof (quadratic_growth n F D D2 HF q q' (lambda * N2 n (diff q' q))) as G. cbv zeta in G.
    rewrite Hcrit in G.
    assert (F q + 0 + lambda * N2 n (diff q' q) / 2 <= F q').
    { apply G. intros t Ht. apply Hc. now apply segment_in_ball. }
    pose proof (N2_coord n (diff q' q) i Hi) as K. unfold diff at 1 2 in K.
    assert (0 < (q' i - q i) * (q' i - q i)) by (apply Rsqr_pos_lt; lra). nra.
  - intros q' Hq' Hcrit' i Hi. pose proof (Hmono q q' Hq Hq') as G. rewrite Hcrit, Hcrit' in G.
    pose proof (N2_coord n (diff q' q) i Hi) as K. unfold diff at 1 2 in K.
    assert (Z : (q' i - q i) * (q' i - q i) <= 0) by nra.
    assert (q' i - q i = 0); [|lra]. apply Rsqr_0_uniq. unfold Rsqr. pose proof (Rle_0_sqr (q' i - q i)) as P.
    unfold Rsqr in P. lra.
Qed.

(* Lemma 2: K0 a Lipschitz constant of F on the ball; better is the value at any reference point. *)
Theorem lemma2 r K0 better q :
  0 <= r -> 0 <= K0 ->
  (forall q', ball r q' -> Rabs (F q' - F p) <= K0 * distance q') ->
  better < F p - K0 * r -> distance q <= r -> better < F q.
Proof.
  intros Hr HK HL Hlt Hq.
  specialize (HL q ltac:(now apply inball_norm)). apply Rabs_le_between in HL.
  assert (K0 * distance q <= K0 * r) by now apply Rmult_le_compat_l. lra.
Qed.
End Lemmas.
