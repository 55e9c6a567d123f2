"""Settings, database and library come together, with the clock of this computer."""

from datetime import timedelta
from pathlib import Path

import pytest

from assessment.model.problem import Refused
from assessment.storage.engine import HEAD, migrate, open_engine, revision_of
from assessment.storage.store import DatabaseStore
from assessment.wiring import (
    ROOT,
    Settings,
    back_up,
    migrate_database,
    now,
    open_application,
    restore_backup,
)
from tests.builders import an_assessment


def settings_for(folder: Path, **variables: str) -> Settings:
    environment = {"SPCA_DATABASE_URL": f"sqlite:///{folder}/spca.db"}
    environment["SPCA_QUESTIONNAIRES"] = str(folder / "questionnaires")
    return Settings.from_environment(environment | variables)


def quiet(_: str) -> None:
    """Progress that nobody looks at."""


@pytest.mark.parametrize("environment", [{}, {"SPCA_DATABASE_URL": "", "SPCA_PERSON": ""}])
def test_without_settings_everything_stays_in_the_folder_of_the_product(environment):
    settings = Settings.from_environment(environment)
    assert settings.database_url == f"sqlite:///{ROOT / 'data' / 'spca.db'}"
    assert settings.questionnaires == ROOT / "questionnaires"
    assert settings.person == "Name not given"
    assert settings.organisation == "Organisation not given"


def test_settings_are_read_from_the_environment(tmp_path: Path):
    settings = settings_for(tmp_path, SPCA_PERSON="Ada Amin", SPCA_ORGANISATION="Ministry")
    assert (settings.person, settings.organisation) == ("Ada Amin", "Ministry")
    assert settings.questionnaires == tmp_path / "questionnaires"


def test_an_application_opens_on_an_empty_folder_and_says_what_is_missing(tmp_path: Path):
    application = open_application(settings_for(tmp_path))
    assert application.store.is_empty()
    assert [problem.code for problem in application.library.problems] == ["library.folder_missing"]


def test_a_person_is_the_same_on_every_visit_and_the_default_one_without_a_name(tmp_path: Path):
    application = open_application(settings_for(tmp_path, SPCA_PERSON="Ada Amin"))
    default = application.context().actor
    assert default.name == "Ada Amin"
    assert application.context_for("  ", "").actor == default
    ben = application.context_for(" Ben Bo ", "Agency").actor
    assert ben.name == "Ben Bo"


def test_the_clock_has_a_zone():
    assert now().utcoffset() == timedelta(0)


def test_a_database_is_brought_up_to_date_once(tmp_path: Path):
    settings = settings_for(tmp_path)
    assert migrate_database(settings) == (None, HEAD)
    assert migrate_database(settings) == (HEAD, HEAD)


def test_a_database_that_cannot_be_opened_is_refused(tmp_path: Path):
    settings = settings_for(tmp_path, SPCA_DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")
    with pytest.raises(Refused) as caught:
        open_application(settings)
    assert "secret" not in str(caught.value)


def test_a_backup_of_one_installation_fills_another(tmp_path: Path):
    folders = [tmp_path / "old", tmp_path / "new"]
    for folder in folders:
        folder.mkdir()
    old, new = (settings_for(folder) for folder in folders)
    application = open_application(old)
    assessment = an_assessment()
    application.store.create_assessment(assessment, application.context().actor)
    counts = back_up(old, tmp_path / "backup.zip", quiet)
    assert counts["assessment"] == 1
    assert restore_backup(new, tmp_path / "backup.zip", quiet, replace=False) == counts
    engine = open_engine(new.database_url)
    assert not migrate(engine)
    assert revision_of(engine) == HEAD
    found = DatabaseStore(engine).assessment("a-1")
    assert found is not None
    assert found.title == assessment.title
    engine.dispose()
