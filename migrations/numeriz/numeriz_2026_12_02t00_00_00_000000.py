"""Bays of territories."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from tenants.evolve import migration, own, roles

ID = "2026-12-02T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "bays"

TABLE = """
    CREATE TABLE bay (
        territory varchar(64) NOT NULL REFERENCES territory(slug),
        id uuid NOT NULL,
        code varchar(8) NOT NULL CHECK (code ~ '^[0-9A-Z]{4,8}$'),
        reference varchar(80) NOT NULL CHECK (reference <> ''),
        name varchar(200) NOT NULL,
        lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
        lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
        outline jsonb CHECK (outline->>'type' = 'Polygon'),
        places smallint NOT NULL DEFAULT 1 CHECK (places BETWEEN 1 AND 50),
        address varchar(200) NOT NULL DEFAULT '',
        postcode varchar(5) NOT NULL DEFAULT '' CHECK (postcode ~ '^([0-9]{5})?$'),
        commune varchar(100) NOT NULL DEFAULT '',
        arrangement varchar(13) CHECK (arrangement IN ('parallel', 'perpendicular', 'angled')),
        side varchar(4) CHECK (side IN ('odd', 'even')),
        setting varchar(10) CHECK (setting IN ('roadway', 'inset', 'median', 'pedestrian', 'car_park')),
        length_cm integer CHECK (length_cm BETWEEN 100 AND 10000),
        width_cm integer CHECK (width_cm BETWEEN 100 AND 1000),
        marking varchar(7) CHECK (marking IN ('good', 'worn', 'absent')),
        marking_conform boolean,
        kind varchar(9) CHECK (kind IN ('periodic', 'permanent', 'goods')),
        sign varchar(7) CHECK (sign IN ('good', 'worn', 'absent', 'present')),
        stay_max_min integer CHECK (stay_max_min BETWEEN 1 AND 1440),
        stay_control varchar(9) CHECK (stay_control IN ('camera', 'sensor', 'disc', 'other')),
        schedule jsonb CHECK (jsonb_typeof(schedule) = 'array'),
        equipment jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(equipment) = 'array'),
        charging_kw double precision CHECK (charging_kw >= 0),
        kerb_lowered boolean,
        order_present boolean,
        order_url varchar(500) NOT NULL DEFAULT '',
        comment varchar(1000) NOT NULL DEFAULT '',
        active boolean NOT NULL DEFAULT true,
        closed_until timestamptz,
        closed_reason varchar(200) NOT NULL DEFAULT '',
        published_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        updated_by uuid,
        PRIMARY KEY (territory, id)
    );
    CREATE UNIQUE INDEX bay_reference ON bay (territory, reference);
    CREATE UNIQUE INDEX bay_code ON bay (territory, code);
    CREATE INDEX bay_near ON bay (territory, lon, lat);
"""
FORWARDS = (TABLE, own("bay", may_write=roles("admin", "editor", "purge")))
BACKWARDS = ("DROP TABLE bay;",)


async def forwards() -> MigrationManager:
    return migration("numeriz", ID, DESCRIPTION, FORWARDS, BACKWARDS)
