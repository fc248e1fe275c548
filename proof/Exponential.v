(** A whole number that is proved to lie below 2^384 e^x: Taylor's series, every term rounded down, the rest dropped. *)

From Coq Require Import ZArith Reals Lra Lia.
Open Scope Z_scope.

(** Binary places of a bound: more than the table was computed with, so nothing is lost here that was won there. *)
Definition places : Z := 384.

Definition scale : Z := 2 ^ places.

(** The sum [so_far], the next term x^k/k! and those behind it, until one is 0 or there were [fuel] of them. *)
Fixpoint series (fuel : nat) (argument k so_far term : Z) : Z :=
  match fuel with
  | O => so_far
  | S fuel' =>
      if term =? 0 then so_far
      else series fuel' argument (k + 1) (so_far + term) (Z.shiftr (term * argument) places / (k + 1))
  end.

(** A lower bound of 2^384 e^(numerator/denominator), for numerator >= 0. *)
Definition below_exp (numerator denominator : Z) : Z := series 2000 (numerator * scale / denominator) 0 0 scale.

Open Scope R_scope.

(** The k-th term of the exponential series. *)
Definition nth_term (x : R) (k : nat) : R := / INR (fact k) * x ^ k.

Lemma next_term : forall x k, nth_term x (S k) = nth_term x k * x / INR (S k).
Proof.
  intros. unfold nth_term. rewrite fact_simpl, mult_INR. simpl (x ^ S k). field.
  split; [apply INR_fact_neq_0 | apply not_0_INR; lia].
Qed.

Lemma term_0 : forall x k, 0 <= x -> 0 <= nth_term x k.
Proof.
  intros. unfold nth_term. apply Rmult_le_pos; [| apply pow_le; assumption].
  left. apply Rinv_0_lt_compat, INR_fact_lt_0.
Qed.

(** For x >= 0 the first terms never sum to more than e^x, which is what all of them sum to. *)
Lemma first_terms : forall x n, 0 <= x -> sum_f_R0 (nth_term x) n <= exp x.
Proof.
  intros x n x0. unfold exp. destruct (exist_exp x) as [l sums]. simpl.
  apply sum_incr; [exact sums | intro k; apply term_0; exact x0].
Qed.

(** exp is monotone. (The library's proof of it would bring in one axiom more.) *)
Lemma exp_le : forall x y, x <= y -> exp x <= exp y.
Proof.
  intros x y xy. replace y with (x + (y - x)) by ring. rewrite exp_plus. pose proof (exp_pos x).
  pose proof (first_terms (y - x) 0 ltac:(lra)) as one. unfold nth_term in one. simpl in one.
  replace (/ 1 * 1) with 1 in one by field. nra.
Qed.

Lemma scale_positive : 0 < IZR scale.
Proof. apply IZR_lt. reflexivity. Qed.

Lemma quotient : forall a b, (0 < b)%Z -> IZR (a / b) <= IZR a / IZR b.
Proof.
  intros a b b0. pose proof (IZR_lt 0 b b0) as B. apply (Rmult_le_reg_r (IZR b)); [exact B |].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r, <- mult_IZR by lra. apply IZR_le.
  pose proof (Z.mul_div_le a b b0). lia.
Qed.

(** One term, rounded down twice. *)
Lemma next_below : forall x argument k term, 0 <= x ->
  (0 <= term)%Z -> (0 <= argument)%Z -> IZR argument <= IZR scale * x -> IZR term <= IZR scale * nth_term x k ->
  IZR (Z.shiftr (term * argument) places / (Z.of_nat k + 1)) <= IZR scale * nth_term x (S k).
Proof.
  intros x argument k term x0 term0 argument0 below_x below_term. pose proof scale_positive as s0.
  eapply Rle_trans; [apply quotient; lia |].
  assert (K : 0 < INR (S k)) by (apply lt_0_INR; lia).
  replace (IZR (Z.of_nat k + 1)) with (INR (S k)) by (rewrite INR_IZR_INZ; f_equal; lia).
  rewrite next_term. unfold Rdiv. rewrite <- Rmult_assoc.
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; exact K |].
  rewrite Z.shiftr_div_pow2 by (unfold places; lia). fold scale.
  eapply Rle_trans; [apply quotient; reflexivity |].
  apply (Rmult_le_reg_r (IZR scale)); [exact s0 |]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  rewrite mult_IZR. apply IZR_le in term0, argument0. pose proof (term_0 x k x0).
  replace (IZR scale * (nth_term x k * x) * IZR scale) with (IZR scale * nth_term x k * (IZR scale * x)) by ring.
  apply Rmult_le_compat; assumption.
Qed.

Lemma series_below : forall fuel x argument k so_far term, 0 <= x ->
  (0 <= term)%Z -> (0 <= argument)%Z -> IZR argument <= IZR scale * x -> IZR term <= IZR scale * nth_term x k ->
  IZR so_far + IZR term <= IZR scale * sum_f_R0 (nth_term x) k ->
  IZR (series fuel argument (Z.of_nat k) so_far term) <= IZR scale * exp x.
Proof.
  induction fuel as [| fuel IH]; intros x argument k so_far term x0 term0 argument0 below_x below_term below_sum; simpl.
  - pose proof (first_terms x k x0). pose proof scale_positive. apply IZR_le in term0. nra.
  - destruct (Z.eqb_spec term 0) as [-> | _].
    + pose proof (first_terms x k x0). pose proof scale_positive. nra.
    + replace (Z.of_nat k + 1)%Z with (Z.of_nat (S k)) by lia.
      assert (next : IZR (Z.shiftr (term * argument) places / Z.of_nat (S k)) <= IZR scale * nth_term x (S k)).
      { replace (Z.of_nat (S k)) with (Z.of_nat k + 1)%Z by lia. apply next_below; assumption. }
      apply IH; auto.
      * apply Z.div_pos; [apply Z.shiftr_nonneg; lia | lia].
      * simpl sum_f_R0. rewrite plus_IZR. lra.
Qed.

Theorem below_exp_is_below : forall numerator denominator, (0 <= numerator)%Z -> (0 < denominator)%Z ->
  IZR (below_exp numerator denominator) <= IZR scale * exp (IZR numerator / IZR denominator).
Proof.
  intros numerator denominator n0 d0. unfold below_exp. pose proof scale_positive as s0.
  pose proof (IZR_le _ _ n0) as N. pose proof (IZR_lt _ _ d0) as D.
  assert (x0 : 0 <= IZR numerator / IZR denominator).
  { apply Rmult_le_pos; [exact N | left; apply Rinv_0_lt_compat; exact D]. }
  apply (series_below _ _ _ 0); auto.
  - unfold scale, places. lia.
  - apply Z.div_pos; [unfold scale, places; lia | exact d0].
  - eapply Rle_trans; [apply quotient; exact d0 |]. rewrite mult_IZR. unfold Rdiv. right. ring.
  - unfold nth_term. simpl. right. field.
  - simpl. unfold nth_term. simpl. right. field.
Qed.
