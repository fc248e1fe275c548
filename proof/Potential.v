(** The potential of the proof: what the affected pairs may still cost (guarantee.md, section 3, a(x) and r(x)). *)

From Coq Require Import List Arith Lia.
Import ListNotations.
From SafeKV Require Import Tree.

(** A sum over the affected pairs of something that depends on a pair's way and on the draws that it has left. *)
Fixpoint total (cost : way -> nat -> nat) (ways : list way) (left : list nat) : nat :=
  match ways, left with
  | w :: ways', l :: left' => cost w l + total cost ways' left'
  | _, _ => 0
  end.

(** An up pair that may still win. *)
Definition may_win (w : way) (l : nat) : nat := match w, l with Up, S _ => 1 | _, _ => 0 end.

(** The draws left of a down pair. *)
Definition may_survive (w : way) (l : nat) : nat := match w with Down => l | Up => 0 end.

(** The draws left of any pair. *)
Definition any_draw (_ : way) (l : nat) : nat := l.

Lemma length_put : forall left i value, length (put left i value) = length left.
Proof. induction left; destruct i; intros; simpl; auto. Qed.

(** One throw changes the summand of one pair. *)
Lemma total_put : forall cost ways left i old new,
  length left = length ways -> nth_error left i = Some old ->
  total cost ways (put left i new) + cost (nth i ways Up) old =
  total cost ways left + cost (nth i ways Up) new.
Proof.
  intros cost ways; induction ways as [| w ways IH]; intros left i old new same found.
  - destruct left; [destruct i; discriminate found | discriminate same].
  - destruct left as [| l left]; [discriminate same |]. injection same as same.
    destruct i as [| i]; simpl in *.
    + injection found as ->. lia.
    + specialize (IH left i old new same found). lia.
Qed.

(** What a run begins with. *)
Lemma total_at_the_root : forall cost T ways most,
  (forall w, cost w T <= most) -> total cost ways (repeat T (length ways)) <= length ways * most.
Proof.
  intros cost T ways most bound. induction ways as [| w ways IH]; simpl; [lia |]. specialize (bound w). lia.
Qed.

Lemma draws_at_the_root : forall T ways, total any_draw ways (repeat T (length ways)) = length ways * T.
Proof. intros. induction ways; simpl; [reflexivity |]. unfold any_draw at 1. lia. Qed.

Lemma ways_at_the_root : forall T ways,
  T * total may_win ways (repeat T (length ways)) + total may_survive ways (repeat T (length ways)) <= length ways * T.
Proof. intros. induction ways as [| [] ways IH]; simpl; try lia. destruct T; simpl in *; lia. Qed.
