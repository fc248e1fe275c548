(** The theorem (docs/claims/guarantee.md, section 3): what affected pairs change in the probability of any event. *)

From Coq Require Import Reals List Lra Lia.
Import ListNotations.
From SafeKV Require Import Tree Draw Exponential Potential.
Open Scope R_scope.

(** ** One throw

    World 1 takes the first branch with a probability [p1] that is larger, but not much: [p1 <= f p0 + d]. For an up
    pair the first branch is the release, for a down pair it is the survival. *)

Lemma one_throw : forall f d a p0 p1 x y X Y aX aY r rX rY,
  0 <= d -> 0 <= f -> 0 <= p0 <= 1 -> 0 <= p1 <= 1 ->
  p0 <= p1 -> p1 <= f * p0 + d ->
  0 <= x <= 1 -> 0 <= y <= 1 -> 0 <= X -> 0 <= Y -> 0 <= aX -> 0 <= aY ->
  x <= aX * X + rX * d -> y <= aY * Y + rY * d ->
  f * aX <= a -> aY <= a -> 0 <= rX <= r - 1 -> 0 <= rY <= r - 1 ->
  p1 * x + (1 - p1) * y <= a * (p0 * X + (1 - p0) * Y) + r * d.
Proof.
  intros f d a p0 p1 x y X Y aX aY r rX rY d0 f0 p0_01 p1_01 larger close x01 y01 X0 Y0 aX0 aY0 hx hy fa ya rx ry.
  assert (AX : 0 <= aX * X) by (apply Rmult_le_pos; assumption).
  assert (AY : 0 <= aY * Y) by (apply Rmult_le_pos; assumption).
  set (A := Rmin 1 (aX * X)). set (B := Rmin 1 (aY * Y)).
  assert (A01 : 0 <= A <= 1) by (unfold A; split; [apply Rmin_glb; lra | apply Rmin_l]).
  assert (B01 : 0 <= B <= 1) by (unfold B; split; [apply Rmin_glb; lra | apply Rmin_l]).
  assert (A_le : A <= aX * X) by apply Rmin_r. assert (B_le : B <= aY * Y) by apply Rmin_r.
  assert (rXd : 0 <= rX * d <= (r - 1) * d) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
  assert (rYd : 0 <= rY * d <= (r - 1) * d) by (split; [apply Rmult_le_pos | apply Rmult_le_compat_r]; lra).
  assert (xA : x <= A + (r - 1) * d) by (unfold A, Rmin; destruct (Rle_dec 1 (aX * X)); lra).
  assert (yB : y <= B + (r - 1) * d) by (unfold B, Rmin; destruct (Rle_dec 1 (aY * Y)); lra).
  assert (first : p1 * A <= a * (p0 * X) + d).
  { apply Rle_trans with ((f * p0 + d) * A); [apply Rmult_le_compat_r; lra |].
    assert (d * A <= d * 1) by (apply Rmult_le_compat_l; lra).
    assert (f * p0 * A <= f * p0 * (aX * X)) by (apply Rmult_le_compat_l; [apply Rmult_le_pos |]; lra).
    assert (p0 * X * (f * aX) <= p0 * X * a) by (apply Rmult_le_compat_l; [apply Rmult_le_pos |]; lra). lra. }
  assert (second : (1 - p1) * B <= a * ((1 - p0) * Y)).
  { apply Rle_trans with ((1 - p0) * B); [apply Rmult_le_compat_r; lra |].
    assert ((1 - p0) * B <= (1 - p0) * (aY * Y)) by (apply Rmult_le_compat_l; lra).
    assert ((1 - p0) * Y * aY <= (1 - p0) * Y * a) by (apply Rmult_le_compat_l; [apply Rmult_le_pos |]; lra). lra. }
  assert (p1 * x <= p1 * (A + (r - 1) * d)) by (apply Rmult_le_compat_l; lra).
  assert ((1 - p1) * y <= (1 - p1) * (B + (r - 1) * d)) by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(** ** The tree *)

Section Induction.
  Variables (epsilon delta : R) (T k0 : nat) (h : nat -> R) (ways : list way).
  Hypothesis epsilon_0 : 0 <= epsilon.
  Hypothesis delta_0 : 0 <= delta.
  Hypothesis T_1 : (1 <= T)%nat.
  Hypothesis table : satisfies epsilon delta T k0 h.

  Let d := delta / INR T.

  (** a(x): ε for each up pair that may win, ε/T for each draw left of a down pair. *)
  Definition a (left : list nat) : R :=
    epsilon * INR (total may_win ways left) + epsilon / INR T * INR (total may_survive ways left).

  (** r(x): the draws left of all affected pairs. *)
  Definition r (left : list nat) : R := INR (total any_draw ways left).

  Lemma T_positive : 0 < INR T.
  Proof. apply lt_0_INR. lia. Qed.

  Lemma share_0 : forall x, 0 <= x -> 0 <= x / INR T.
  Proof. intros. apply Rmult_le_pos; [assumption |]. left. apply Rinv_0_lt_compat, T_positive. Qed.

  Lemma r_0 : forall left, 0 <= r left.
  Proof. intros. apply pos_INR. Qed.

  (** The counts of a pair are equal or neighbours, so the table bounds what they change. *)
  Lemma of_an_up_pair : forall n apart,
    let h0 := h (count World0 Up n apart) in let h1 := h (count World1 Up n apart) in
    h0 <= h1 /\ h1 <= exp epsilon * h0 + d.
  Proof.
    intros n apart. destruct table as [up_ down_ mono_ _ prob]. destruct apart; simpl.
    - specialize (up_ (n + 1)%nat ltac:(lia)). specialize (mono_ (n + 1)%nat ltac:(lia)).
      replace (n + 1 - 1)%nat with n in * by lia. fold d in up_. lra.
    - pose proof (prob n). pose proof (share_0 delta delta_0) as d0. fold d in d0.
      pose proof (exp_le 0 epsilon epsilon_0) as e. rewrite exp_0 in e. nra.
  Qed.

  Lemma of_a_down_pair : forall n apart,
    let h0 := h (count World0 Down n apart) in let h1 := h (count World1 Down n apart) in
    1 - h0 <= 1 - h1 /\ 1 - h1 <= exp (epsilon / INR T) * (1 - h0) + d.
  Proof.
    intros n apart. destruct table as [up_ down_ mono_ _ prob]. destruct apart; simpl.
    - specialize (down_ (n + 1)%nat ltac:(lia)). specialize (mono_ (n + 1)%nat ltac:(lia)).
      replace (n + 1 - 1)%nat with n in * by lia. fold d in down_. lra.
    - pose proof (prob n). pose proof (share_0 delta delta_0) as d0. fold d in d0.
      pose proof (exp_le 0 (epsilon / INR T) (share_0 epsilon epsilon_0)) as e. rewrite exp_0 in e. nra.
  Qed.

  (** What a throw leaves of the potential. *)
  Section Throw.
    Variables (left : list nat) (i fewer : nat).
    Hypothesis same : length left = length ways.
    Hypothesis found : nth_error left i = Some (Datatypes.S fewer).

    Let released := put left i 0.
    Let kept := put left i fewer.

    Lemma r_falls : r released <= r left - 1 /\ r kept <= r left - 1.
    Proof.
      pose proof (total_put any_draw ways left i _ 0 same found) as R0.
      pose proof (total_put any_draw ways left i _ fewer same found) as R1.
      fold released in R0. fold kept in R1. unfold any_draw in R0 at 2 4. unfold any_draw in R1 at 2 4. unfold r.
      split; apply (Rplus_le_reg_r 1); ring_simplify; rewrite <- S_INR; apply le_INR; lia.
    Qed.

    Lemma a_of_an_up_pair : nth i ways Up = Up ->
      exp epsilon * exp (a released) <= exp (a left) /\ exp (a kept) <= exp (a left).
    Proof.
      intros is_up. pose proof (share_0 epsilon epsilon_0) as s0.
      pose proof (total_put may_win ways left i _ 0 same found) as W0.
      pose proof (total_put may_win ways left i _ fewer same found) as W1.
      pose proof (total_put may_survive ways left i _ 0 same found) as V0.
      pose proof (total_put may_survive ways left i _ fewer same found) as V1.
      fold released in W0, V0. fold kept in W1, V1. rewrite is_up in *. simpl in W0, W1, V0, V1. unfold a.
      assert (total may_win ways kept <= total may_win ways left)%nat by (destruct fewer; simpl in *; lia).
      replace (total may_win ways left) with (S (total may_win ways released)) at 1 by lia.
      replace (total may_survive ways released) with (total may_survive ways left) by lia.
      replace (total may_survive ways kept) with (total may_survive ways left) by lia.
      split.
      - rewrite <- exp_plus. apply exp_le. rewrite S_INR. lra.
      - apply exp_le. apply Rplus_le_compat_r. apply Rmult_le_compat_l; [exact epsilon_0 |]. apply le_INR. lia.
    Qed.

    Lemma a_of_a_down_pair : nth i ways Up = Down ->
      exp (epsilon / INR T) * exp (a kept) <= exp (a left) /\ exp (a released) <= exp (a left).
    Proof.
      intros is_down. pose proof (share_0 epsilon epsilon_0) as s0.
      pose proof (total_put may_win ways left i _ 0 same found) as W0.
      pose proof (total_put may_win ways left i _ fewer same found) as W1.
      pose proof (total_put may_survive ways left i _ 0 same found) as V0.
      pose proof (total_put may_survive ways left i _ fewer same found) as V1.
      fold released in W0, V0. fold kept in W1, V1. rewrite is_down in *. simpl in W0, W1, V0, V1. unfold a.
      replace (total may_win ways released) with (total may_win ways left) by lia.
      replace (total may_win ways kept) with (total may_win ways left) by lia.
      split.
      - rewrite <- exp_plus. apply exp_le.
        replace (total may_survive ways left) with (S (total may_survive ways kept)) by lia. rewrite S_INR. lra.
      - apply exp_le. apply Rplus_le_compat_l. apply Rmult_le_compat_l; [exact s0 |]. apply le_INR. lia.
    Qed.
  End Throw.

  (** The claim of the proof, for every node x: V₁(x) ≤ e^a(x) V₀(x) + r(x) δ/T. *)
  Lemma claim : forall x left S, length left = length ways -> lawful left x ->
    P h ways World1 x S <= exp (a left) * P h ways World0 x S + r left * d.
  Proof.
    pose proof (share_0 delta delta_0) as d0. fold d in d0.
    destruct table as [_ _ _ _ prob]. pose proof (P_between h prob) as between.
    intros x; induction x as [| p yes IHy no IHn | i n apart released IHr kept IHk]; intros left S same law;
      simpl in *.
    - pose proof (exp_le 0 (a left)) as e. rewrite exp_0 in e.
      assert (0 <= a left).
      { unfold a. pose proof (share_0 epsilon epsilon_0).
        pose proof (pos_INR (total may_win ways left)). pose proof (pos_INR (total may_survive ways left)). nra. }
      pose proof (r_0 left). destruct (S []); nra.
    - destruct law as (p01 & ly & ln). specialize (IHy left (after true S) same ly).
      specialize (IHn left (after false S) same ln).
      apply (Rmult_le_compat_l p) in IHy; [| lra]. apply (Rmult_le_compat_l (1 - p)) in IHn; lra.
    - destruct (nth_error left i) as [[| fewer] |] eqn:found; try contradiction. destruct law as (lr & lk).
      pose proof (r_falls left i fewer same found) as (rr & rk).
      pose proof (r_0 (put left i 0)). pose proof (r_0 (put left i fewer)).
      specialize (IHr (put left i 0) (after true S) ltac:(rewrite length_put; exact same) lr).
      specialize (IHk (put left i fewer) (after false S) ltac:(rewrite length_put; exact same) lk).
      pose proof (between ways World1 released _ (after true S) lr).
      pose proof (between ways World0 released _ (after true S) lr).
      pose proof (between ways World1 kept _ (after false S) lk).
      pose proof (between ways World0 kept _ (after false S) lk).
      pose proof (exp_pos epsilon). pose proof (exp_pos (epsilon / INR T)).
      pose proof (exp_pos (a (put left i 0))). pose proof (exp_pos (a (put left i fewer))).
      destruct (nth i ways Up) eqn:goes.
      + pose proof (a_of_an_up_pair left i fewer same found goes) as (ar & ak).
        pose proof (of_an_up_pair n apart) as (larger & close).
        pose proof (prob (count World0 Up n apart)). pose proof (prob (count World1 Up n apart)).
        cbv zeta in larger, close.
        apply one_throw with (f := exp epsilon) (aX := exp (a (put left i 0))) (aY := exp (a (put left i fewer)))
          (rX := r (put left i 0)) (rY := r (put left i fewer)); lra.
      + pose proof (a_of_a_down_pair left i fewer same found goes) as (ak & ar).
        pose proof (of_a_down_pair n apart) as (larger & close).
        pose proof (prob (count World0 Down n apart)). pose proof (prob (count World1 Down n apart)).
        cbv zeta in larger, close.
        set (h0 := h (count World0 Down n apart)) in *. set (h1 := h (count World1 Down n apart)) in *.
        assert (survival :
          (1 - h1) * P h ways World1 kept (after false S) + (1 - (1 - h1)) * P h ways World1 released (after true S) <=
          exp (a left) * ((1 - h0) * P h ways World0 kept (after false S)
                          + (1 - (1 - h0)) * P h ways World0 released (after true S)) + r left * d).
        { apply one_throw with (f := exp (epsilon / INR T)) (aX := exp (a (put left i fewer)))
            (aY := exp (a (put left i 0))) (rX := r (put left i fewer)) (rY := r (put left i 0)); lra. }
        lra.
  Qed.

  Theorem up_and_down_pairs : forall t S, run T ways t ->
    P h ways World1 t S <=
      exp (INR (length ways) * epsilon) * P h ways World0 t S + INR (length ways) * delta.
  Proof.
    intros t S law. pose proof T_positive as T0.
    pose proof (claim t (repeat T (length ways)) S ltac:(apply repeat_length) law) as C.
    destruct table as [_ _ _ _ prob]. pose proof (P_between h prob ways World0 t _ S law) as between.
    assert (root_r : r (repeat T (length ways)) * d = INR (length ways) * delta).
    { unfold r, d. rewrite draws_at_the_root, mult_INR. field. lra. }
    assert (root_a : a (repeat T (length ways)) <= INR (length ways) * epsilon).
    { pose proof (ways_at_the_root T ways) as W. apply le_INR in W. rewrite plus_INR, !mult_INR in W. unfold a.
      set (u := INR (total may_win _ _)) in *. set (v := INR (total may_survive _ _)) in *.
      replace (epsilon * u + epsilon / INR T * v) with (epsilon / INR T * (INR T * u + v)) by (field; lra).
      replace (INR (length ways) * epsilon) with (epsilon / INR T * (INR (length ways) * INR T)) by (field; lra).
      apply Rmult_le_compat_l; [apply share_0; exact epsilon_0 | exact W]. }
    apply exp_le in root_a. nra.
  Qed.
End Induction.

(** ** What follows *)

Section Consequences.
  Variables (epsilon delta : R) (T k0 : nat) (h : nat -> R).
  Hypothesis epsilon_0 : 0 <= epsilon.
  Hypothesis delta_0 : 0 <= delta.
  Hypothesis T_1 : (1 <= T)%nat.
  Hypothesis table : satisfies epsilon delta T k0 h.

  Definition flip (w : way) : way := match w with Up => Down | Down => Up end.

  (** World 0 is world 1 with the ways turned round. *)
  Lemma P_flip : forall ways t left S, length left = length ways -> lawful left t ->
    P h (map flip ways) World1 t S = P h ways World0 t S /\ P h (map flip ways) World0 t S = P h ways World1 t S.
  Proof.
    intros ways t; induction t as [| p yes IHy no IHn | i n apart released IHr kept IHk]; intros left S same law;
      simpl in *; [split; reflexivity | |].
    - destruct law as (_ & ly & ln). destruct (IHy left (after true S) same ly) as (-> & ->).
      destruct (IHn left (after false S) same ln) as (-> & ->). split; reflexivity.
    - destruct (nth_error left i) as [[| fewer] |] eqn:found; try contradiction. destruct law as (lr & lk).
      assert (inside : (i < length ways)%nat).
      { rewrite <- same. apply nth_error_Some. rewrite found. discriminate. }
      destruct (IHr (put left i 0) (after true S)) as (-> & ->); [rewrite length_put; exact same | exact lr |].
      destruct (IHk (put left i fewer) (after false S)) as (-> & ->); [rewrite length_put; exact same | exact lk |].
      rewrite (nth_indep (map flip ways) Up (flip Up)) by (rewrite map_length; exact inside).
      rewrite map_nth. destruct (nth i ways Up), apart; split; reflexivity.
  Qed.

  (** The worlds may be named either way round. *)
  Theorem in_either_order : forall ways t S, run T ways t ->
    P h ways World1 t S <= exp (INR (length ways) * epsilon) * P h ways World0 t S + INR (length ways) * delta /\
    P h ways World0 t S <= exp (INR (length ways) * epsilon) * P h ways World1 t S + INR (length ways) * delta.
  Proof.
    intros ways t S law. split; [apply (up_and_down_pairs epsilon delta T k0); assumption |].
    destruct (P_flip ways t (repeat T (length ways)) S (repeat_length T _) law) as (P1 & P0).
    assert (flipped : run T (map flip ways) t) by (unfold run; rewrite map_length; exact law).
    pose proof (up_and_down_pairs epsilon delta T k0 h (map flip ways) epsilon_0 delta_0 T_1 table t S flipped) as B.
    rewrite map_length, P1, P0 in B. exact B.
  Qed.

  (** One contribution is one pair: (ε, δ), for all draws of the period together. *)
  Theorem one_contribution : forall w t S, run T [w] t ->
    P h [w] World1 t S <= exp epsilon * P h [w] World0 t S + delta /\
    P h [w] World0 t S <= exp epsilon * P h [w] World1 t S + delta.
  Proof.
    intros w t S law. pose proof (in_either_order [w] t S law) as B.
    change (INR (length [w])) with 1 in B. rewrite !Rmult_1_l in B. exact B.
  Qed.

  (** What is seen is a function of the history, so it is as private as the history is (section 4). *)
  Theorem what_is_seen : forall (View : Type) (view : history -> View) (V : View -> bool) ways t, run T ways t ->
    P h ways World1 t (fun x => V (view x)) <=
      exp (INR (length ways) * epsilon) * P h ways World0 t (fun x => V (view x)) + INR (length ways) * delta.
  Proof. intros View view V ways t law. apply (up_and_down_pairs epsilon delta T k0); assumption. Qed.
End Consequences.
