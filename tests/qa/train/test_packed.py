from math import exp, log

import pytest
import torch
from transformers import BertConfig, BertModel

from qa.train.packed import hidden_states, logsumexp, pack

SEQUENCES = [[5, 6, 7, 8, 9], [1], [2, 3, 4]]


def small(layers: int) -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=10, hidden_size=8, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=16
    )
    network: BertModel = BertModel(config, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
    return network


def test_sequences_are_laid_end_to_end() -> None:
    packed = pack(SEQUENCES)
    assert packed.ids.tolist() == [5, 6, 7, 8, 9, 1, 2, 3, 4]
    assert packed.positions.tolist() == [0, 1, 2, 3, 4, 0, 0, 1, 2]
    assert packed.bounds.tolist() == [0, 5, 6, 9]
    assert packed.longest == 5


def test_what_is_packed_has_the_states_that_it_has_alone() -> None:
    network = small(layers=2)
    with torch.inference_mode():
        together = hidden_states(network, pack(SEQUENCES))
        alone = [network(input_ids=torch.tensor([ids])).last_hidden_state[0] for ids in SEQUENCES]
    assert torch.allclose(together, torch.cat(alone), atol=1e-5)


def test_dropout_changes_the_states() -> None:
    network = small(layers=1)
    packed = pack(SEQUENCES)
    with torch.inference_mode():
        assert not torch.allclose(hidden_states(network, packed, 0.5), hidden_states(network, packed, 0.5), atol=1e-3)


def test_each_owner_has_the_logarithm_of_its_values_summed_exponentials() -> None:
    found = logsumexp(torch.tensor([1.0, 2.0, 3.0, 500.0]), torch.tensor([0, 2, 0, 3]), 4)
    assert found[[0, 2, 3]].tolist() == pytest.approx([log(exp(1) + exp(3)), 2.0, 500.0])
    assert found[1] < -1e29
