(** A checker of a table's integers, and the proof that what it accepts satisfies the three inequalities. *)

From Coq Require Import QArith Qreals Reals List Bool Lra Lia.
Import ListNotations.
From SafeKV Require Import Draw Exponential.
Open Scope Z_scope.

(** A probability is a whole number of units of 2^-192: it is the chance that 192 random bits, read as a number, are
    less. *)
Definition sure : Z := 2 ^ 192.

(** What `ledger/selection.py` computed, and for which parameters. [entries] are the hazards of k₀, k₀ + 1, … owners;
    the last one stands for all larger counts. *)
Record table := {
  epsilon : Q;
  delta : Q;
  draws : positive;
  min_owners : positive;
  entries : list Z
}.

Definition T (t : table) : nat := Pos.to_nat (draws t).

Definition k0 (t : table) : nat := Pos.to_nat (min_owners t).

(** The n-th of [hazards], from 0 on, or the last one. *)
Fixpoint entry (hazards : list Z) (n : nat) : Z :=
  match hazards, n with
  | [], _ => 0
  | [last], _ => last
  | first :: _, O => first
  | _ :: rest, S n' => entry rest n'
  end.

(** The hazard of n owners. *)
Definition hazard (t : table) (n : nat) : Z := if (n <? k0 t)%nat then 0 else entry (entries t) (n - k0 t).

(** Its probability: h(n). *)
Definition h (t : table) (n : nat) : R := (IZR (hazard t n) / IZR sure)%R.

(** ** The checker *)

(** Hazards of n - 1 and n owners against [growth], below 2^384 e^ε, and [slow_growth], below 2^384 e^(ε/T), both
    multiplied by [unit], the denominator of δ/T; [spare] is 2^384 2^192 unit δ/T. *)
Definition neighbours (unit growth slow_growth spare fewer more : Z) : bool :=
  (0 <=? fewer) && (fewer <=? more) && (more <=? sure)
  && (Z.shiftl (more * unit) places <=? fewer * growth + spare)
  && (Z.shiftl ((sure - fewer) * unit) places <=? (sure - more) * slow_growth + spare).

Fixpoint all_neighbours (ok : Z -> Z -> bool) (hazards : list Z) : bool :=
  match hazards with
  | first :: (second :: _) as rest => ok first second && all_neighbours ok rest
  | _ => true
  end.

Definition unit (t : table) : Z := Zpos (Qden (delta t) * draws t).

Definition spare (t : table) : Z := Z.shiftl (Qnum (delta t) * sure) places.

Definition growth (t : table) : Z := below_exp (Qnum (epsilon t)) (Zpos (Qden (epsilon t))).

Definition slow_growth (t : table) : Z := below_exp (Qnum (epsilon t)) (Zpos (Qden (epsilon t) * draws t)).

Definition check (t : table) : bool :=
  (0 <=? Qnum (epsilon t)) && (0 <=? Qnum (delta t)) && (scale <=? growth t) && (scale <=? slow_growth t)
  && (let ok := neighbours (unit t) (growth t * unit t) (slow_growth t * unit t) (spare t) in
      all_neighbours ok (0 :: entries t)).

(** ** Its soundness *)

Lemma all_neighbours_sound : forall (ok : Z -> Z -> bool) (related : Z -> Z -> Prop) low high hazards,
  (forall x y, ok x y = true -> low <= x <= high -> low <= y <= high /\ related x y) ->
  (forall x, low <= x <= high -> related x x) ->
  low <= 0 <= high ->
  all_neighbours ok hazards = true -> low <= entry hazards 0 <= high ->
  forall n, low <= entry hazards n <= high /\ related (entry hazards n) (entry hazards (S n)).
Proof.
  intros ok related low high hazards sound reflexive zero. induction hazards as [| x rest IH]; intros all first n.
  - simpl in *. split; [exact first | apply reflexive; exact first].
  - destruct rest as [| y rest].
    + simpl in *. destruct n; split; try exact first; apply reflexive; exact first.
    + simpl in all. apply andb_prop in all. destruct all as (xy & all).
      change (entry (x :: y :: rest) 0) with x in first.
      destruct (sound x y xy first) as (y_in & x_y).
      assert (y_first : low <= entry (y :: rest) 0 <= high) by (destruct rest; exact y_in).
      destruct n as [| n].
      * split; [exact first |]. change (entry (x :: y :: rest) 1) with (entry (y :: rest) 0).
        replace (entry (y :: rest) 0) with y by (destruct rest; reflexivity). exact x_y.
      * apply (IH all y_first n).
Qed.

Lemma hazard_entry : forall t n, hazard t n = entry (0 :: entries t) (n + 1 - k0 t).
Proof.
  intros t n. assert (at_least : (1 <= k0 t)%nat) by (unfold k0; lia).
  unfold hazard. destruct (Nat.ltb_spec n (k0 t)) as [less | more].
  - replace (n + 1 - k0 t)%nat with 0%nat by lia. simpl. destruct (entries t); reflexivity.
  - replace (n + 1 - k0 t)%nat with (S (n - k0 t)) by lia. simpl. destruct (entries t); reflexivity.
Qed.

Open Scope R_scope.

(** What [neighbours] finds in integers holds for the real exponentials. *)
Lemma in_reals : forall g e x y u dn,
  0 < u -> 0 <= x -> g <= IZR scale * e ->
  y * u * IZR scale <= x * (g * u) + dn * IZR sure * IZR scale ->
  y / IZR sure <= e * (x / IZR sure) + dn / u.
Proof.
  intros g e x y u dn u0 x0 below found. pose proof scale_positive as s0.
  assert (S0 : 0 < IZR sure) by (apply IZR_lt; reflexivity).
  apply (Rmult_le_reg_r (IZR sure * IZR scale * u)).
  - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat |]; assumption.
  - replace (y / IZR sure * (IZR sure * IZR scale * u)) with (y * u * IZR scale) by (field; lra).
    replace ((e * (x / IZR sure) + dn / u) * (IZR sure * IZR scale * u))
      with (IZR scale * e * (x * u) + dn * IZR sure * IZR scale) by (field; lra).
    assert (g * (x * u) <= IZR scale * e * (x * u)).
    { apply Rmult_le_compat_r; [apply Rmult_le_pos; lra | exact below]. }
    lra.
Qed.

Lemma shifted : forall x, Z.shiftl x places = (x * scale)%Z.
Proof. intros. apply Z.shiftl_mul_pow2. discriminate. Qed.

Lemma draws_real : forall t, INR (T t) = IZR (Zpos (draws t)).
Proof. intros. unfold T. rewrite INR_IZR_INZ, positive_nat_Z. reflexivity. Qed.

Lemma positive_real : forall p, 0 < IZR (Zpos p).
Proof. intros. apply IZR_lt. reflexivity. Qed.

Lemma spare_real : forall t,
  IZR (Qnum (delta t)) / IZR (unit t) = Q2R (delta t) / INR (T t).
Proof.
  intros t. rewrite draws_real. unfold Q2R, unit. rewrite Pos2Z.inj_mul, mult_IZR.
  pose proof (positive_real (Qden (delta t))). pose proof (positive_real (draws t)). field. lra.
Qed.

Lemma growth_real : forall t, (0 <= Qnum (epsilon t))%Z ->
  IZR (growth t) <= IZR scale * exp (Q2R (epsilon t)).
Proof. intros t e0. unfold growth. apply below_exp_is_below; [exact e0 | reflexivity]. Qed.

Lemma slow_growth_real : forall t, (0 <= Qnum (epsilon t))%Z ->
  IZR (slow_growth t) <=
  IZR scale * exp (Q2R (epsilon t) / INR (T t)).
Proof.
  intros t e0. unfold slow_growth. replace (Q2R (epsilon t) / INR (T t))
    with (IZR (Qnum (epsilon t)) / IZR (Zpos (Qden (epsilon t) * draws t))).
  - apply below_exp_is_below; [exact e0 | reflexivity].
  - rewrite draws_real. unfold Q2R. rewrite Pos2Z.inj_mul, mult_IZR.
    pose proof (positive_real (Qden (epsilon t))). pose proof (positive_real (draws t)). field. lra.
Qed.

Lemma one_or_more : forall g e, (scale <= g)%Z -> IZR g <= IZR scale * e -> 1 <= e.
Proof.
  intros g e least below. pose proof scale_positive as s0. apply IZR_le in least.
  apply (Rmult_le_reg_l (IZR scale)); lra.
Qed.

Theorem check_sound : forall t, check t = true ->
  satisfies (Q2R (epsilon t)) (Q2R (delta t)) (T t) (k0 t) (h t)
  /\ 0 <= Q2R (epsilon t) /\ 0 <= Q2R (delta t).
Proof.
  intros t checked. unfold check in checked. rewrite !andb_true_iff, !Z.leb_le in checked.
  destruct checked as ((((epsilon_0 & delta_0) & growth_1) & slow_1) & all).
  pose proof (growth_real t epsilon_0) as G. pose proof (slow_growth_real t epsilon_0) as L.
  pose proof (one_or_more _ _ growth_1 G) as e_1. pose proof (one_or_more _ _ slow_1 L) as g_1.
  assert (S0 : 0 < IZR sure) by (apply IZR_lt; reflexivity).
  pose proof (positive_real (Qden (delta t) * draws t)) as U0.
  assert (spare_0 : 0 <= Q2R (delta t) / INR (T t)).
  { rewrite <- spare_real. apply Rmult_le_pos; [apply IZR_le; exact delta_0 | left; apply Rinv_0_lt_compat; exact U0]. }
  set (e := exp (Q2R (epsilon t))) in *. set (g := exp (Q2R (epsilon t) / INR (T t))) in *.
  set (d := Q2R (delta t) / INR (T t)) in *.
  set (share := fun x => IZR x / IZR sure).
  assert (share_le : forall x y, (x <= y)%Z -> share x <= share y).
  { intros. unfold share, Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; exact S0 |].
    apply IZR_le. assumption. }
  assert (share_0 : share 0%Z = 0) by (unfold share, Rdiv; apply Rmult_0_l).
  assert (share_1 : share sure = 1) by (unfold share; field; lra).
  assert (share_01 : forall x, (0 <= x <= sure)%Z -> 0 <= share x <= 1).
  { intros x (low & high). rewrite <- share_0, <- share_1. split; apply share_le; assumption. }
  set (related := fun x y => share y <= e * share x + d /\ 1 - share x <= g * (1 - share y) + d /\ share x <= share y).
  assert (sound : forall x y,
    neighbours (unit t) (growth t * unit t) (slow_growth t * unit t) (spare t) x y = true ->
    (0 <= x <= sure)%Z -> (0 <= y <= sure)%Z /\ related x y).
  { intros x y ok _. unfold neighbours, spare in ok. rewrite !andb_true_iff, !Z.leb_le, !shifted in ok.
    destruct ok as ((((x0 & xy) & y1) & is_up) & is_down). split; [lia |].
    pose proof (IZR_le _ _ x0) as X0. pose proof (IZR_le _ _ xy) as XY. pose proof (IZR_le _ _ y1) as Y1.
    apply IZR_le in is_up, is_down. rewrite plus_IZR, !mult_IZR in is_up. rewrite plus_IZR, !mult_IZR in is_down.
    rewrite (minus_IZR sure x), (minus_IZR sure y) in is_down.
    unfold related, d. rewrite <- spare_real. split; [| split; [| apply share_le; exact xy]].
    - apply (in_reals (IZR (growth t)) e (IZR x) (IZR y) _ _ U0 X0 G is_up).
    - replace (1 - share x) with ((IZR sure - IZR x) / IZR sure) by (unfold share; field; lra).
      replace (1 - share y) with ((IZR sure - IZR y) / IZR sure) by (unfold share; field; lra).
      apply (in_reals (IZR (slow_growth t)) g (IZR sure - IZR y) (IZR sure - IZR x) _ _ U0 ltac:(lra) L is_down). }
  assert (reflexive : forall x, (0 <= x <= sure)%Z -> related x x).
  { intros x x_in. pose proof (share_01 x x_in). unfold related. split; [| split]; nra. }
  assert (zero_in : (0 <= 0 <= sure)%Z) by (split; [lia | discriminate]).
  assert (each : forall n, (0 <= hazard t n <= sure)%Z /\ related (hazard t n) (hazard t (S n))).
  { intros n. rewrite !hazard_entry. destruct (Nat.le_gt_cases (k0 t) (n + 1)) as [more | less].
    - replace (S n + 1 - k0 t)%nat with (S (n + 1 - k0 t)) by lia.
      apply (all_neighbours_sound _ related 0 sure (0%Z :: entries t) sound reflexive zero_in all).
      simpl. destruct (entries t); exact zero_in.
    - replace (n + 1 - k0 t)%nat with 0%nat by lia. replace (S n + 1 - k0 t)%nat with 0%nat by lia.
      replace (entry (0%Z :: entries t) 0) with 0%Z by (simpl; destruct (entries t); reflexivity).
      split; [exact zero_in | apply reflexive; exact zero_in]. }
  split; [constructor | split].
  - intros n n1. destruct n as [| n]; [lia |]. replace (S n - 1)%nat with n by lia. apply (each n).
  - intros n n1. destruct n as [| n]; [lia |]. replace (S n - 1)%nat with n by lia. apply (each n).
  - intros n n1. destruct n as [| n]; [lia |]. replace (S n - 1)%nat with n by lia. apply (each n).
  - intros n less. unfold h, hazard. apply Nat.ltb_lt in less. rewrite less. apply share_0.
  - intros n. apply share_01. apply (each n).
  - unfold Q2R. apply Rmult_le_pos; [apply IZR_le; exact epsilon_0 |].
    left. apply Rinv_0_lt_compat, positive_real.
  - unfold Q2R. apply Rmult_le_pos; [apply IZR_le; exact delta_0 |].
    left. apply Rinv_0_lt_compat, positive_real.
Qed.
