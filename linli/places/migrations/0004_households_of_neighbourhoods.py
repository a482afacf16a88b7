from django.db import migrations, models

from linli.core.migrating import AddIndexOnline


class Migration(migrations.Migration):
    """A city's households are millions: the index is built beside the work on them."""

    atomic = False
    dependencies = [("places", "0003_neighbourhoods")]

    operations = [
        AddIndexOnline(
            model_name="household",
            index=models.Index(
                condition=models.Q(("neighbourhood__isnull", False)),
                fields=["neighbourhood"],
                name="household_of_neighbourhood",
            ),
        ),
    ]
