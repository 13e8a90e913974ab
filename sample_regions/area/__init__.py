"""The drawing of whole prefectures and provinces: outlines, communities, homes and country roads."""
