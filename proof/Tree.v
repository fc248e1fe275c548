(** An execution as a finite tree of throws (docs/claims/guarantee.md, section 1).

    One tree stands for both worlds: that the worlds have the same nodes, and differ in the counts of affected pairs
    alone, is the condition (C). Whatever happens after a throw is the subtree behind it, so everything may depend on
    the history: which unit is thrown for next, with which counts, which draws are skipped, when all ends. *)

From Coq Require Import Reals List Lra.
Import ListNotations.
Open Scope R_scope.

(** World 1 is the one in which an up pair has the larger count, and a down pair the smaller one. *)
Inductive world := World0 | World1.

(** The way in which the counts of an affected pair (unit, period) differ. *)
Inductive way := Up | Down.

Inductive tree :=
| Stop  (** the end of the execution *)
| Chance (p : R) (yes no : tree)
    (** anything that has the same law in both worlds: the coin of a pair that is not affected, a random move of a
        party, chance. A choice among many is several of these, one after the other. *)
| Throw (i n : nat) (apart : bool) (released kept : tree).
    (** the coin of an affected pair at one draw. The smaller of its two counts is [n]; the larger is [n + 1] if they
        are [apart] at this draw, and [n] as well if they are equal again. *)

(** What happened: the outcome of each node on the way, [true] for released (or yes). *)
Definition history := list bool.

(** A set of histories. *)
Definition event := history -> bool.

Definition after (outcome : bool) (S : event) : event := fun rest => S (outcome :: rest).

(** The number of owners of a pair in a world. *)
Definition count (w : world) (pair_goes : way) (n : nat) (apart : bool) : nat :=
  match apart, pair_goes, w with
  | true, Up, World1 | true, Down, World0 => n + 1
  | _, _, _ => n
  end.

(** The probability, in world [w], that the history of [t] lies in [S]: a pair with n owners is released with
    probability [h n]. [ways] says of each affected pair whether it is up or down. *)
Fixpoint P (h : nat -> R) (ways : list way) (w : world) (t : tree) (S : event) : R :=
  match t with
  | Stop => if S [] then 1 else 0
  | Chance p yes no => p * P h ways w yes (after true S) + (1 - p) * P h ways w no (after false S)
  | Throw i n apart released kept =>
      let p := h (count w (nth i ways Up) n apart) in
      p * P h ways w released (after true S) + (1 - p) * P h ways w kept (after false S)
  end.

(** [left] with the entry of [i] replaced. *)
Fixpoint put (left : list nat) (i value : nat) : list nat :=
  match left, i with
  | [], _ => []
  | _ :: rest, O => value :: rest
  | l :: rest, Datatypes.S before => l :: put rest before value
  end.

(** The rules of a period: [left] is how many draws an affected pair may still be in. A throw uses one; a pair that
    was released is never thrown for again. A draw that is skipped, or in which a pair is not pending, has no throw. *)
Fixpoint lawful (left : list nat) (t : tree) : Prop :=
  match t with
  | Stop => True
  | Chance p yes no => 0 <= p <= 1 /\ lawful left yes /\ lawful left no
  | Throw i n apart released kept =>
      match nth_error left i with
      | Some (Datatypes.S fewer) => lawful (put left i 0) released /\ lawful (put left i fewer) kept
      | _ => False
      end
  end.

(** A run begins with T draws ahead of each affected pair. *)
Definition run (T : nat) (ways : list way) (t : tree) : Prop := lawful (repeat T (length ways)) t.

(** ** [P] is a probability: these say that the definitions mean what they should. *)

Section Probability.
  Variable h : nat -> R.
  Hypothesis h_probability : forall n, 0 <= h n <= 1.

  Lemma average_between : forall p a b low high,
    0 <= p <= 1 -> low <= a <= high -> low <= b <= high -> low <= p * a + (1 - p) * b <= high.
  Proof. intros. split; nra. Qed.

  Lemma P_between : forall ways w t left S, lawful left t -> 0 <= P h ways w t S <= 1.
  Proof.
    intros ways w t; induction t as [| p yes IHy no IHn | i n apart r IHr k IHk]; intros left S law; simpl in *.
    - destruct (S []); lra.
    - destruct law as (p01 & ly & ln). apply average_between; eauto.
    - destruct (nth_error left i) as [[|l]|]; try contradiction. destruct law as (lr & lk).
      apply average_between; eauto.
  Qed.

  Lemma P_everything : forall ways w t, P h ways w t (fun _ => true) = 1.
  Proof.
    intros ways w t; induction t as [| p yes IHy no IHn | i n apart r IHr k IHk]; simpl.
    - reflexivity.
    - unfold after. rewrite IHy, IHn. ring.
    - unfold after. rewrite IHr, IHk. ring.
  Qed.

  Lemma P_either : forall ways w t S S', (forall x, S x = true -> S' x = false) ->
    P h ways w t (fun x => orb (S x) (S' x)) = P h ways w t S + P h ways w t S'.
  Proof.
    intros ways w t; induction t as [| p yes IHy no IHn | i n apart r IHr k IHk]; intros S S' apart_sets; simpl.
    - specialize (apart_sets []). destruct (S []); [rewrite apart_sets by reflexivity |]; destruct (S' []); simpl; lra.
    - unfold after. rewrite IHy, IHn by (intro; apply apart_sets). ring.
    - unfold after. rewrite IHr, IHk by (intro; apply apart_sets). ring.
  Qed.
End Probability.
