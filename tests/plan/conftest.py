"""Plans are set against small registers, which the tests of delivery write."""

from tests.delivery.conftest import members, register_folder, register_of

__all__ = ["members", "register_folder", "register_of"]
